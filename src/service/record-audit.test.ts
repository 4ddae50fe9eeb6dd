import { describe, expect, test } from 'vitest'
import { makeWorld } from '../../test/kit/world.ts'
import { listAudit } from './list-audit.ts'
import { recordAudit } from './record-audit.ts'

describe('the audit', () => {
  test('says who did what, when and from where, newest first', async () => {
    const world = makeWorld()
    const { key } = await world.key(['admin'], { name: 'ada' })
    const rest = { key, target: 'till-1', status: 204, from: '192.0.2.7' }
    await recordAudit(world.ctx, { ...rest, action: 'POST /v1/hosts/{id}/pause' })
    world.clock.advance(1_000)
    await recordAudit(world.ctx, { ...rest, action: 'DELETE /v1/hosts/{id}' })
    const { items } = await listAudit(world.ctx, { limit: 10 })
    expect(items.map(({ value }) => value)).toMatchObject([
      { action: 'DELETE /v1/hosts/{id}', keyId: key.id, keyName: 'ada', at: world.now() },
      { action: 'POST /v1/hosts/{id}/pause', target: 'till-1', from: '192.0.2.7' },
    ])
  })

  test('cuts long texts', async () => {
    const world = makeWorld()
    const { key } = await world.key(['admin'])
    const long = 'x'.repeat(10_000)
    const line = await recordAudit(world.ctx, {
      key,
      action: long,
      target: long,
      status: 400,
      from: long,
    })
    expect(JSON.stringify(line).length).toBeLessThan(1_000)
  })
})
