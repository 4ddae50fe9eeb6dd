import { describe, expect, it } from 'vitest'
import { makeAppWorld } from '../../test/kit/app-world.ts'

const missing = async () => {
  const world = await makeAppWorld()
  const body = { name: 'Relay', channel: { kind: 'log' }, groupWait: '0s' }
  await world.send('POST', '/v1/subscriptions', { body })
  await world.beat('till-1', { facts: { site: '0412' } })
  await world.pass(601_000)
  await world.dispatchDue()
  return world
}

describe('incidents', () => {
  it('open at the deadline that passed, and tell who heard of them', async () => {
    const world = await missing()
    const { json } = await world.send('GET', '/v1/incidents/till-1~1')
    expect(json).toMatchObject({
      state: 'open',
      site: '0412',
      openedAt: '2026-03-02T08:10:00.000Z',
      noticedAt: '2026-03-02T08:10:01.000Z',
      lastHeartbeatAt: '2026-03-02T08:00:00.000Z',
      resolvedAt: null,
      deliveries: [{ subscriptionName: 'Relay', state: 'sent', events: ['host.missing'] }],
    })
  })

  it('are listed by state, site and host', async () => {
    const world = await missing()
    const list = async (query: string) => {
      const { json } = await world.send('GET', `/v1/incidents?${query}`)
      return (json as { items: unknown[] }).items.length
    }
    expect(await list('state=open&site=0412&hostId=till-1')).toBe(1)
    expect(await list('state=resolved')).toBe(0)
    expect(await list('site=0413')).toBe(0)
  })

  it('are acknowledged once, by the name of the key', async () => {
    const world = await missing()
    const path = '/v1/incidents/till-1~1/acknowledge'
    const first = await world.send('POST', path)
    expect(first.json).toMatchObject({
      acknowledgedBy: 'Ada',
      acknowledgedAt: '2026-03-02T08:10:01.000Z',
    })
    world.clock.advance(1_000)
    expect((await world.send('POST', path)).json).toEqual(first.json)
    expect((await world.send('POST', '/v1/incidents/nobody~1/acknowledge')).status).toBe(404)
  })
})

describe('deliveries', () => {
  it('show their attempts, and their message when one is read', async () => {
    const world = await missing()
    const { json } = await world.send('GET', '/v1/deliveries?state=sent')
    const [delivery] = (json as { items: { id: string }[] }).items
    expect(delivery).toMatchObject({
      type: 'hosts.missing',
      subject: 'Hosts missing [till-1]',
      attemptsTotal: 1,
      attempts: [{ outcome: 'accepted' }],
    })
    const one = await world.send('GET', `/v1/deliveries/${delivery?.id}`)
    expect(one.json).toMatchObject({ message: { total: 1, hosts: [{ hostId: 'till-1' }] } })
  })

  it('go out again by hand', async () => {
    const world = await missing()
    const { json } = await world.send('GET', '/v1/deliveries')
    const [delivery] = (json as { items: { id: string }[] }).items
    const again = await world.send('POST', `/v1/deliveries/${delivery?.id}/resend`)
    expect(again.json).toMatchObject({ state: 'pending' })
    await world.dispatchDue()
    expect(world.sent).toHaveLength(2)
    expect(world.sent[1]?.message).toEqual(world.sent[0]?.message)
  })

  it('are not found under an unknown id', async () => {
    const world = await missing()
    expect((await world.send('GET', '/v1/deliveries/none')).status).toBe(404)
    expect((await world.send('POST', '/v1/deliveries/none/resend')).status).toBe(404)
    expect((await world.send('GET', '/v1/deliveries?state=lost')).status).toBe(400)
  })
})
