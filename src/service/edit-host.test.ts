import { describe, expect, test } from 'vitest'
import { asHostId, makeWorld } from '../../test/kit/world.ts'
import { editHost } from './edit-host.ts'
import { getHost } from './get-host.ts'

const TILL = asHostId('till-1')
const FACTS = { site: '0412', labels: { role: 'till' } }

async function aTill() {
  const world = makeWorld()
  await world.beat('till-1', { facts: FACTS })
  await world.pass(1_000)
  return world
}

describe('editing a host', () => {
  test('keeps what is not named, and clears a site that is null', async () => {
    const { ctx } = await aTill()
    const view = await editHost(ctx, { hostId: TILL, ifVersion: null, facts: { site: null } })
    expect(view.record.value).toMatchObject({ site: null, labels: { role: 'till' } })
  })

  test('lasts until a heartbeat says something else than before', async () => {
    const world = await aTill()
    const edit = { hostId: TILL, ifVersion: null, facts: { site: '0999' } }
    await editHost(world.ctx, edit)
    await world.beat('till-1', { facts: FACTS })
    expect((await getHost(world.ctx, TILL)).record.value.site).toBe('0999')
    await world.beat('till-1', { facts: { ...FACTS, site: '0777' } })
    expect((await getHost(world.ctx, TILL)).record.value.site).toBe('0777')
  })

  test('counts the host under its new site at once', async () => {
    const { ctx } = await aTill()
    await editHost(ctx, { hostId: TILL, ifVersion: null, facts: { site: '0999' } })
    const { sites } = await ctx.pulses.tally(ctx.listening.listeningSince, 0)
    expect([...sites.keys()]).toEqual(['0999'])
  })

  test('gives a host that is up a full timeout under a shorter timing', async () => {
    const world = await aTill()
    await world.pass(500_000)
    const timing = { intervalMs: 30_000, timeoutMs: 60_000 }
    const view = await editHost(world.ctx, { hostId: TILL, ifVersion: null, timing })
    expect(view).toMatchObject({ state: 'up', deadlineAt: world.now() + 60_000 })
    await world.pass(60_000)
    expect((await getHost(world.ctx, TILL)).state).toBe('up')
    await world.pass(1)
    expect((await getHost(world.ctx, TILL)).state).toBe('missing')
  })

  test('does not put a deadline off when the same timing is saved again', async () => {
    const world = await aTill()
    const timing = { intervalMs: 30_000, timeoutMs: 60_000 }
    const first = await editHost(world.ctx, { hostId: TILL, ifVersion: null, timing })
    await world.pass(20_000)
    const again = await editHost(world.ctx, { hostId: TILL, ifVersion: null, timing })
    expect(again.deadlineAt).toBe(first.deadlineAt)
  })

  test('goes back to the default timing on null', async () => {
    const world = await aTill()
    const timing = { intervalMs: 30_000, timeoutMs: 60_000 }
    await editHost(world.ctx, { hostId: TILL, ifVersion: null, timing })
    const view = await editHost(world.ctx, { hostId: TILL, ifVersion: null, timing: null })
    expect(view.pulse).toMatchObject({ intervalMs: 300_000, timeoutMs: 600_000 })
    expect(view.deadlineAt).toBe(world.now() + 600_000)
  })

  test('makes a new version, and refuses an edit of an old one', async () => {
    const { ctx } = await aTill()
    const seen = (await getHost(ctx, TILL)).record.version
    const timing = { intervalMs: 30_000, timeoutMs: 60_000 }
    await editHost(ctx, { hostId: TILL, ifVersion: seen, timing })
    const late = editHost(ctx, { hostId: TILL, ifVersion: seen, facts: { site: '1' } })
    await expect(late).rejects.toMatchObject({ code: 'precondition_failed' })
  })
})
