import { describe, expect, test } from 'vitest'
import { makeWorld } from '../../test/kit/world.ts'
import { changeRecord } from './change-record.ts'
import type { Context } from './context.ts'
import { createSilence } from './create-silence.ts'
import { writeRecord } from './write-record.ts'

async function aSilence(ctx: Context) {
  const from = ctx.clock.read().wallMs
  const input = { match: {}, from, to: from + 60_000, reason: 'first', createdBy: 'ada' }
  return createSilence(ctx, input)
}

describe('changing a record', () => {
  test('writes what the change returns, as the next version', async () => {
    const { ctx } = makeWorld()
    const { value } = await aSilence(ctx)
    const changed = await changeRecord(ctx, 'silence', value.id, (silence) => ({
      ...silence,
      reason: 'second',
    }))
    expect(changed).toMatchObject({ version: 2, value: { reason: 'second' } })
    expect(await ctx.records.get('silence', [value.id])).toEqual([changed])
  })

  test('writes nothing if the change returns what it was given', async () => {
    const { ctx } = makeWorld()
    const { value } = await aSilence(ctx)
    expect(await changeRecord(ctx, 'silence', value.id, (same) => same)).toMatchObject({
      version: 1,
    })
  })

  test('starts over from what another wrote meanwhile, and loses neither change', async () => {
    const { ctx } = makeWorld()
    const { value } = await aSilence(ctx)
    let rival = true
    const changed = await changeRecord(ctx, 'silence', value.id, async (silence) => {
      if (rival) await writeRecord(ctx, 'silence', value.id, { ...silence, createdBy: 'bob' }, 1)
      rival = false
      return { ...silence, reason: 'second' }
    })
    expect(changed).toMatchObject({ version: 3, value: { reason: 'second', createdBy: 'bob' } })
  })

  test('refuses a version that is not the one that was seen', async () => {
    const { ctx } = makeWorld()
    const { value } = await aSilence(ctx)
    const edit = changeRecord(ctx, 'silence', value.id, (same) => same, 2)
    await expect(edit).rejects.toMatchObject({ code: 'precondition_failed' })
  })

  test('gives up with a conflict when others keep writing', async () => {
    const { ctx } = makeWorld()
    const { value } = await aSilence(ctx)
    let version = 1
    const edit = changeRecord(ctx, 'silence', value.id, async (silence) => {
      await writeRecord(ctx, 'silence', value.id, { ...silence, reason: `${version}` }, version++)
      return { ...silence, reason: 'mine' }
    })
    await expect(edit).rejects.toMatchObject({ code: 'conflict', retryAfterSeconds: 1 })
  })

  test('says what is not there', async () => {
    const { ctx } = makeWorld()
    const edit = changeRecord(ctx, 'silence', 'nobody', (same) => same)
    await expect(edit).rejects.toMatchObject({ code: 'not_found' })
  })
})
