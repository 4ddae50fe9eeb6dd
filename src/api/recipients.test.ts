import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type AppWorld, makeAppWorld } from '../../test/kit/app-world.ts'
import { type SnsEndpoint, snsEndpoint } from '../../test/kit/sns-endpoint.ts'
import { type SnsRecipients, snsRecipients } from '../channel/sns-recipients.ts'

const HOME = 'arn:aws:sns:us-east-1:123456789012:flatline'
const PEER = 'arn:aws:sns:us-west-2:123456789012:flatline'
const phone = { protocol: 'sms', endpoint: '+4915112345678' }

let endpoint: SnsEndpoint
let recipients: SnsRecipients
let world: AppWorld

beforeEach(async () => {
  endpoint = await snsEndpoint()
  for (const topic of [HOME, PEER, `${HOME}.fifo`]) endpoint.makeTopic(topic)
  const { url, credentials } = endpoint
  const regions = { region: 'us-east-1', peerRegion: 'us-west-2' }
  recipients = snsRecipients({ ...regions, endpoint: url, credentials })
  world = await makeAppWorld({ recipients })
})
afterEach(async () => {
  recipients.close()
  await endpoint.close()
})

async function subscriptionTo(channel: object, on: AppWorld = world): Promise<string> {
  const { headers } = await on.send('POST', '/v1/subscriptions', { body: { name: 'Ops', channel } })
  return `${headers.get('location')}/recipients`
}

const sns = (topicArn: string) => subscriptionTo({ kind: 'sns', topicArn })

describe('recipients', () => {
  it('are added, listed and removed', async () => {
    const path = await sns(HOME)
    const added = await world.send('POST', path, { body: phone })
    expect(added.status).toBe(201)
    expect(added.json).toMatchObject({
      ...phone,
      regions: [
        { region: 'us-east-1', state: 'confirmed' },
        { region: 'us-west-2', state: 'confirmed' },
      ],
    })
    expect((await world.send('GET', path)).json).toEqual({ items: [added.json], next: null })
    const own = added.headers.get('location') ?? ''
    expect(own.startsWith(`${path}/`)).toBe(true)
    expect((await world.send('DELETE', own)).status).toBe(204)
    expect((await world.send('DELETE', own)).json).toMatchObject({ code: 'not_found' })
    expect((await world.send('GET', path)).json).toEqual({ items: [], next: null })
  })

  it('are added once per Idempotency-Key', async () => {
    const path = await sns(HOME)
    const options = { body: phone, headers: { 'idempotency-key': 'once' } }
    const first = await world.send('POST', path, options)
    const again = await world.send('POST', path, options)
    expect([again.status, again.json]).toEqual([201, first.json])
    expect(again.headers.get('location')).toBe(first.headers.get('location'))
    expect(endpoint.asked.Subscribe).toBe(2)
  })

  it('come in pages', async () => {
    for (let n = 0; n < 5; n++) endpoint.subscribe(HOME, 'sms', `+4915112345${n}`)
    let path: string | null = `${await sns(HOME)}?limit=2`
    const sizes: number[] = []
    const ids = new Set<string>()
    while (path !== null) {
      const { json } = await world.send('GET', path)
      const page = json as { items: { id: string }[]; next: string | null }
      sizes.push(page.items.length)
      for (const { id } of page.items) ids.add(id)
      path = page.next
    }
    expect([sizes, ids.size]).toEqual([[2, 2, 1], 5])
  })

  it('refuse a cursor that is not theirs', async () => {
    const { json } = await world.send('GET', `${await sns(HOME)}?cursor=x`)
    expect(json).toMatchObject({ status: 400, code: 'invalid_cursor' })
  })

  it.each([
    [{ protocol: 'email', endpoint: 'ops' }, '/endpoint'],
    [{ protocol: 'email', endpoint: 'a@b.c\r\nBcc: d@e.f' }, '/endpoint'],
    [{ protocol: 'email-json', endpoint: '<a@b.c>' }, '/endpoint'],
    [{ protocol: 'sms', endpoint: '015112345678' }, '/endpoint'],
    [{ protocol: 'https', endpoint: 'http://example.com' }, '/endpoint'],
    [{ protocol: 'https', endpoint: 'https://user:word@example.com' }, '/endpoint'],
    [{ protocol: 'https', endpoint: 'https://exa mple.com' }, '/endpoint'],
    [{ protocol: 'sqs', endpoint: 'https://sqs.us-east-1.amazonaws.com/1/q' }, '/endpoint'],
    [{ protocol: 'sqs', endpoint: 'arn:aws:sqs:us-east-1:123456789012:q.fifo' }, '/endpoint'],
    [{ protocol: 'https', endpoint: 'https://refused.example/hook' }, '/endpoint'],
    [{ protocol: 'lambda', endpoint: 'arn:aws:lambda:us-east-1:1:function:f' }, '/protocol'],
    [{ protocol: 'sms' }, '/endpoint'],
    [{ ...phone, name: 'Ann' }, '/name'],
  ])('refuse %j', async (body, pointer) => {
    const { status, json } = await world.send('POST', await sns(HOME), { body })
    expect(status).toBe(400)
    expect(json).toMatchObject({ errors: [{ pointer }] })
    expect(endpoint.subscribed(HOME)).toEqual({})
  })

  it.each([
    { protocol: 'https', endpoint: 'https://example.com:8443/hook?site=1' },
    { protocol: 'sqs', endpoint: 'arn:aws:sqs:us-east-1:123456789012:flatline' },
    { protocol: 'email-json', endpoint: 'ops+tills@example.com' },
  ])('accept %j', async (body) => {
    expect((await world.send('POST', await sns(HOME), { body })).status).toBe(201)
  })

  it('of a FIFO topic are queues only', async () => {
    const { json } = await world.send('POST', await sns(`${HOME}.fifo`), { body: phone })
    expect(json).toMatchObject({ status: 400, errors: [{ pointer: '/protocol' }] })
  })

  it('say which region is left', async () => {
    const path = await sns(HOME)
    endpoint.behave('fails', 'us-west-2')
    const { json, headers } = await world.send('POST', path, { body: phone })
    expect(json).toMatchObject({
      status: 503,
      code: 'region_unavailable',
      detail: expect.stringMatching(/us-west-2: .* us-east-1: done/),
      hint: expect.stringContaining('repeat'),
    })
    expect(headers.get('retry-after')).toBe('10')
  })

  it('that did not confirm expire by themselves', async () => {
    const path = await sns(HOME)
    const body = { protocol: 'email', endpoint: 'ops@example.com' }
    const added = await world.send('POST', path, { body })
    const { json } = await world.send('DELETE', added.headers.get('location') ?? '')
    expect(json).toMatchObject({ status: 409, code: 'recipient_pending' })
  })

  it('belong to topics only', async () => {
    const path = await subscriptionTo({ kind: 'log' })
    for (const [method, own, body] of [
      ['GET', path, undefined],
      ['POST', path, phone],
      ['DELETE', `${path}/0123456789abcdef`, undefined],
    ] as const) {
      const { json } = await world.send(method, own, body === undefined ? {} : { body })
      expect(json).toMatchObject({ status: 409, code: 'no_topic' })
    }
    const { status } = await world.send('GET', '/v1/subscriptions/gone/recipients')
    expect(status).toBe(404)
  })

  it('are for admins', async () => {
    const { status } = await world.send('GET', await sns(HOME), { key: world.keys.read })
    expect(status).toBe(403)
  })

  it('need an AWS region', async () => {
    const without = await makeAppWorld()
    const path = await subscriptionTo({ kind: 'sns', topicArn: HOME }, without)
    const { json } = await without.send('GET', path)
    expect(json).toMatchObject({ status: 409, code: 'sns_not_configured' })
  })
})
