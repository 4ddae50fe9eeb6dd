import { expect, test } from 'vitest'
import { makeWorld } from '../../test/kit/world.ts'
import { refuse } from '../core/listening.ts'
import type { Context } from './context.ts'
import { markPresence } from './mark-presence.ts'

const MARK = { region: 'east', everyMs: 1_000, stopped: false }

async function listenerOf(ctx: Context) {
  const [listener] = await ctx.records.get('listener', [ctx.settings.listenerName])
  return listener?.value
}

test('a server says that it is alive, and since when it has been hearing', async () => {
  const { ctx, clock, now } = makeWorld()
  const { listeningSince } = ctx.listening
  clock.advance(5_000)
  await markPresence(ctx, MARK)
  expect((await listenerOf(ctx))?.presence).toEqual({
    ...MARK,
    aliveAt: now(),
    listeningSince,
    refused: null,
  })
})

test('a server that refuses heartbeats says so, and since when', async () => {
  const { ctx, clock, now } = makeWorld()
  const from = now()
  ctx.listening = refuse(ctx.listening, 'overload', from)
  clock.advance(700)
  ctx.listening = refuse(ctx.listening, 'store', now())
  await markPresence(ctx, MARK)
  const refused = { cause: 'overload', from, at: now() }
  expect((await listenerOf(ctx))?.presence?.refused).toEqual(refused)
})

test('a mark changes nothing else that the listener remembers', async () => {
  const { ctx } = makeWorld()
  const windows = [{ cause: 'store', from: 1, to: 2 }] as const
  const value = { name: 'test', windows, insistedAt: 3, pendingEvents: [], presence: null }
  await ctx.records.write([{ kind: 'listener', id: 'test', value, ifVersion: 0 }])
  await markPresence(ctx, { ...MARK, stopped: true })
  expect(await listenerOf(ctx)).toMatchObject({
    windows,
    insistedAt: 3,
    presence: { stopped: true },
  })
})
