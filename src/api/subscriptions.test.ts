import { describe, expect, it } from 'vitest'
import { makeAppWorld } from '../../test/kit/app-world.ts'
import { DEFAULT_EVENTS } from '../core/subscription.ts'

const path = '/v1/subscriptions'
const webhook = { name: 'Relay', channel: { kind: 'webhook', url: 'https://example.com/in' } }

describe('subscriptions', () => {
  it('begin with the defaults of the contract', async () => {
    const world = await makeAppWorld()
    const body = { name: 'Log', channel: { kind: 'log' } }
    const { status, json, headers } = await world.send('POST', path, { body })
    expect(status).toBe(201)
    expect(headers.get('etag')).toBe('"1"')
    expect(json).toMatchObject({
      events: DEFAULT_EVENTS,
      match: {},
      groupWaitMs: 10_000,
      groupIntervalMs: 60_000,
      state: 'active',
      stateReason: null,
    })
  })

  it('take durations as text and in milliseconds', async () => {
    const world = await makeAppWorld()
    const body = { ...webhook, groupWait: '1s', groupIntervalMs: 2_000 }
    expect((await world.send('POST', path, { body })).json).toMatchObject({
      groupWaitMs: 1_000,
      groupIntervalMs: 2_000,
    })
  })

  it('show a secret that was made up once, and never one that was given', async () => {
    const world = await makeAppWorld()
    const created = await world.send('POST', path, { body: webhook })
    const { id, channel } = created.json as { id: string; channel: { secret: string } }
    expect(channel.secret).toMatch(/^whsec_/)
    expect((await world.send('GET', `${path}/${id}`)).text).not.toContain('whsec_')
    expect((await world.send('GET', path)).text).not.toContain('whsec_')
    const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
    const own = { ...webhook, channel: { ...webhook.channel, secret } }
    expect((await world.send('POST', path, { body: own })).text).not.toContain('whsec_')
  })

  it('keep the secret out of the answer to a repeated creation', async () => {
    const world = await makeAppWorld()
    const options = { body: webhook, headers: { 'idempotency-key': 'once' } }
    const first = await world.send('POST', path, options)
    expect(first.headers.get('etag')).toBe('"1"')
    const again = await world.send('POST', path, options)
    expect(again.status).toBe(201)
    expect(again.text).not.toContain('whsec_')
    expect((await world.send('GET', path)).json).toMatchObject({ items: [{ name: 'Relay' }] })
  })

  it('are edited under their ETag and deleted', async () => {
    const world = await makeAppWorld()
    const created = await world.send('POST', path, { body: webhook })
    const own = String(created.headers.get('location'))
    const edit = { body: { match: { site: '04*' }, groupWait: '30s' } }
    const edited = await world.send('PATCH', own, { ...edit, headers: { 'if-match': '"1"' } })
    expect(edited.json).toMatchObject({
      name: 'Relay',
      match: { site: '04*' },
      groupWaitMs: 30_000,
    })
    const late = await world.send('PATCH', own, { ...edit, headers: { 'if-match': '"1"' } })
    expect(late.json).toMatchObject({ status: 412, code: 'precondition_failed' })
    expect((await world.send('DELETE', own, { headers: { 'if-match': '"1"' } })).status).toBe(412)
    expect((await world.send('DELETE', own)).status).toBe(204)
    expect((await world.send('GET', own)).status).toBe(404)
  })

  it('name the topic of Amazon SNS', async () => {
    const world = await makeAppWorld()
    const topicArn = 'arn:aws:sns:us-east-1:123456789012:flatline.fifo'
    const channel = { kind: 'sns', topicArn }
    const created = await world.send('POST', path, { body: { name: 'Ops', channel } })
    expect(created.json).toMatchObject({ channel, state: 'active' })
    expect((await world.send('GET', path)).json).toMatchObject({ items: [{ channel }] })
  })

  it('show what came of a test message', async () => {
    const world = await makeAppWorld()
    const created = await world.send('POST', path, { body: webhook })
    const own = String(created.headers.get('location'))
    const { json } = await world.send('POST', `${own}/test`)
    expect(json).toMatchObject({ outcome: 'accepted' })
  })

  it.each([
    [{ ...webhook, channel: { kind: 'fax', to: 'x' } }, '/channel/kind'],
    [{ ...webhook, channel: { kind: 'sns', topicArn: 'x' } }, '/channel/topicArn'],
    [{ ...webhook, channel: { kind: 'email', to: [] } }, '/channel/to'],
    [{ ...webhook, channel: { kind: 'email', to: ['a@b.c\r\nBcc: d@e.f'] } }, '/channel/to/0'],
    [{ ...webhook, channel: { kind: 'log', to: [] } }, '/channel/to'],
    [{ ...webhook, channel: { ...webhook.channel, secret: 'short' } }, '/channel/secret'],
    [{ ...webhook, events: ['host.gone'] }, '/events/0'],
    [{ ...webhook, match: { 'Bad Label': 'x' } }, '/match/Bad Label'],
    [{ ...webhook, match: { site: 7 } }, '/match/site'],
    [{ ...webhook, groupWait: 'soon' }, '/groupWait'],
    [{ ...webhook, groupWait: '1s', groupWaitMs: 1 }, '/groupWait'],
    [{ name: 'a' }, '/channel'],
  ])('refuse %j', async (body, pointer) => {
    const world = await makeAppWorld()
    const { status, json } = await world.send('POST', path, { body })
    expect(status).toBe(400)
    expect(json).toMatchObject({ errors: [{ pointer }] })
  })
})

describe('confirming an address', () => {
  const setUp = async () => {
    const world = await makeAppWorld({ settings: { emailDomains: ['example.com'] } })
    const channel = { kind: 'email', to: ['boss@elsewhere.example'] }
    const created = await world.send('POST', path, { body: { name: 'Boss', channel } })
    expect(created.json).toMatchObject({ state: 'unconfirmed' })
    const note = String(world.sent[0]?.message.note)
    const link = /https:\/\/flatline\.example(\S+)/.exec(note)?.[1] ?? ''
    return { world, link, own: String(created.headers.get('location')) }
  }

  it('needs a person who presses the button: reading the page changes nothing', async () => {
    const { world, link, own } = await setUp()
    const asked = await world.send('GET', link, { key: null })
    expect(asked.text).toContain('<form method="post">')
    expect((await world.send('GET', own)).json).toMatchObject({ state: 'unconfirmed' })
    const agreed = await world.send('POST', link, { key: null })
    expect(agreed.status).toBe(200)
    expect((await world.send('GET', own)).json).toMatchObject({ state: 'active' })
  })

  it('refuses a wrong token', async () => {
    const { world, own } = await setUp()
    const { json } = await world.send('POST', `${own}/confirm?token=wrong`, { key: null })
    expect(json).toMatchObject({ status: 400, code: 'invalid_token' })
  })
})
