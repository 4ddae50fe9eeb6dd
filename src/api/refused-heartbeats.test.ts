import { describe, expect, it } from 'vitest'
import { makeAppWorld, ORIGIN } from '../../test/kit/app-world.ts'
import { FlatlineError } from '../core/problem.ts'
import { ingestRefusal } from './ingest-refusal.ts'
import { maskedAddress } from './masked-address.ts'
import { FLUSH_MS } from './stream-hub.ts'

const path = '/v1/heartbeats/refused'
const emptyId = new FlatlineError('empty_host_id', 'The hostId is empty.', { hint: 'Fill it.' })

describe('refused heartbeats', () => {
  it('are listed with reason, cure and sender, for administrators', async () => {
    const world = await makeAppWorld()
    ingestRefusal(world.ctx, emptyId, '/v1/heartbeat', '192.0.2.7')
    expect((await world.send('GET', path)).json).toEqual({
      items: [
        {
          code: 'empty_host_id',
          detail: 'The hostId is empty.',
          hint: 'Fill it.',
          from: '192.0.2.7',
          at: '2026-03-02T08:00:00.000Z',
          times: 1,
        },
      ],
      next: null,
    })
    expect((await world.send('GET', path, { key: world.keys.read })).status).toBe(403)
    expect(world.streamed).toMatchObject([{ type: 'heartbeat.refused' }])
  })

  it('leave out what the sender cannot cure', async () => {
    const world = await makeAppWorld()
    ingestRefusal(world.ctx, new FlatlineError('overloaded', 'Too many.'), '/v1/heartbeat', 'x')
    expect((await world.send('GET', path)).json).toEqual({ items: [], next: null })
  })

  it.each([
    ['admin', '192.0.2.7'],
    ['read', '192.0.x.x'],
  ] as const)('reach an %s key on the stream as from %s', async (scope, shown) => {
    const world = await makeAppWorld()
    const request = new Request(`${ORIGIN}/v1/stream`, {
      headers: { 'x-api-key': world.keys[scope] },
    })
    const reader = (await world.app.fetch(request)).body?.getReader()
    await reader?.read()
    world.hub.publish('heartbeat.refused', { code: 'empty_host_id', from: '192.0.2.7', at: 0 })
    world.tick(FLUSH_MS)
    expect(new TextDecoder().decode((await reader?.read())?.value)).toContain(`"from":"${shown}"`)
  })

  it.each([
    ['203.0.113.9', '203.0.x.x'],
    ['2001:db8::1', '2001:db8:x'],
    ['unknown', 'x'],
  ])('show of %s no more than %s', (address, masked) => {
    expect(maskedAddress(address)).toBe(masked)
  })

  it('are not kept where no process stays', async () => {
    const world = await makeAppWorld({ options: { stream: null } })
    expect((await world.send('GET', path)).json).toMatchObject({ code: 'not_available' })
  })
})
