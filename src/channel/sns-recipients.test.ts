import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type SnsEndpoint, snsEndpoint } from '../../test/kit/sns-endpoint.ts'
import type { SnsOptions } from './sns-clients.ts'
import { type SnsRecipients, snsRecipients } from './sns-recipients.ts'

const HOME = 'us-east-1'
const PEER = 'us-west-2'
const QUEUE = 'arn:aws:sqs:us-east-1:123456789012:flatline'
const MAIL = 'ops@example.com'

const arn = (region: string) => `arn:aws:sns:${region}:123456789012:flatline`
const regions = (home: string, peer: string) => [
  { region: HOME, state: home },
  { region: PEER, state: peer },
]

let endpoint: SnsEndpoint
let recipients: SnsRecipients

beforeEach(async () => {
  endpoint = await snsEndpoint()
  for (const region of [HOME, PEER]) endpoint.makeTopic(arn(region))
  recipients = open()
})
afterEach(async () => {
  recipients.close()
  await endpoint.close()
})

function open(rest: Partial<SnsOptions> = {}): SnsRecipients {
  const { url, credentials } = endpoint
  return snsRecipients({ region: HOME, peerRegion: PEER, endpoint: url, credentials, ...rest })
}

function confirmIn(region: string): void {
  endpoint.confirm(arn(region), MAIL)
}

describe('recipients of a topic', () => {
  it.each([HOME, PEER])('are added in both regions, whichever %s names', async (region) => {
    const added = await recipients.add(arn(region), 'email', MAIL)
    expect(added).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{16}$/),
      protocol: 'email',
      endpoint: MAIL,
      regions: regions('pending', 'pending'),
    })
    expect(endpoint.subscribed(arn(HOME))).toEqual({ [MAIL]: 'pending' })
    expect(endpoint.subscribed(arn(PEER))).toEqual({ [MAIL]: 'pending' })
  })

  it('are one under one id, with a state per region', async () => {
    const added = await recipients.add(arn(HOME), 'email', MAIL)
    confirmIn(PEER)
    endpoint.subscribe(arn(PEER), 'sqs', QUEUE)
    const list = await recipients.list(arn(HOME))
    expect(list.map(({ id }) => id)).toEqual(list.map(({ id }) => id).sort())
    expect(list).toContainEqual({ ...added, regions: regions('pending', 'confirmed') })
    expect(list).toContainEqual(
      expect.objectContaining({ endpoint: QUEUE, regions: regions('absent', 'confirmed') }),
    )
  })

  it('are not told apart by the case of a mail address', async () => {
    endpoint.subscribe(arn(HOME), 'email', 'Ops@Example.com')
    endpoint.subscribe(arn(PEER), 'email', MAIL)
    expect(await recipients.list(arn(HOME))).toMatchObject([
      { regions: regions('pending', 'pending') },
    ])
  })

  it('are confirmed where one of two spellings is', async () => {
    endpoint.subscribe(arn(HOME), 'email', 'Ops@Example.com')
    endpoint.confirm(arn(HOME), 'Ops@Example.com')
    endpoint.subscribe(arn(HOME), 'email', MAIL)
    expect(await recipients.list(arn(HOME))).toMatchObject([
      { regions: regions('confirmed', 'absent') },
    ])
  })

  it('are listed though others subscribed them by other ways', async () => {
    const lambda = 'arn:aws:lambda:us-east-1:123456789012:function:relay'
    endpoint.subscribe(arn(HOME), 'lambda', lambda)
    expect(await recipients.list(arn(HOME))).toMatchObject([
      { protocol: 'lambda', endpoint: lambda, regions: regions('confirmed', 'absent') },
    ])
  })

  it('are listed page by page, to the last', async () => {
    for (let n = 100; n < 350; n++) endpoint.subscribe(arn(HOME), 'sms', `+49151000${n}`)
    expect(await recipients.list(arn(HOME))).toHaveLength(250)
    expect(endpoint.asked.ListSubscriptionsByTopic).toBe(4)
  })

  it('are refused as a list when there are more than anybody reads', async () => {
    for (let n = 0; n <= 2_000; n++) endpoint.subscribe(arn(PEER), 'sms', `+49151${n}`)
    await expect(recipients.list(arn(HOME))).rejects.toMatchObject({ code: 'limit_reached' })
  })

  it('stay what they are when they are added again', async () => {
    const { id } = await recipients.add(arn(HOME), 'email', MAIL)
    confirmIn(HOME)
    confirmIn(PEER)
    expect(await recipients.add(arn(HOME), 'email', MAIL)).toMatchObject({
      id,
      regions: regions('confirmed', 'confirmed'),
    })
    expect(await recipients.list(arn(HOME))).toHaveLength(1)
  })

  it('are removed in both regions', async () => {
    const { id } = await recipients.add(arn(HOME), 'sms', '+4915112345678')
    await recipients.add(arn(HOME), 'sqs', QUEUE)
    await recipients.remove(arn(PEER), id)
    expect(endpoint.subscribed(arn(HOME))).toEqual({ [QUEUE]: 'confirmed' })
    expect(endpoint.subscribed(arn(PEER))).toEqual({ [QUEUE]: 'confirmed' })
    await expect(recipients.remove(arn(HOME), id)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('cannot be removed where they did not confirm, and are removed where they did', async () => {
    const { id } = await recipients.add(arn(HOME), 'email', MAIL)
    confirmIn(HOME)
    for (let time = 0; time < 2; time++) {
      await expect(recipients.remove(arn(HOME), id)).rejects.toMatchObject({
        code: 'recipient_pending',
        detail: 'It has not confirmed yet in us-west-2.',
        hint: expect.stringContaining('two days'),
      })
    }
    expect(endpoint.subscribed(arn(HOME))).toEqual({})
  })

  it('of a third region live there alone, and without a peer at home alone', async () => {
    endpoint.makeTopic(arn('eu-west-1'))
    expect(await recipients.add(arn('eu-west-1'), 'sms', '+4915112345678')).toMatchObject({
      regions: [{ region: 'eu-west-1', state: 'confirmed' }],
    })
    const alone = open({ peerRegion: null })
    expect(await alone.add(arn(HOME), 'sms', '+4915112345678')).toMatchObject({
      regions: [{ region: HOME, state: 'confirmed' }],
    })
    expect(endpoint.subscribed(arn(PEER))).toEqual({})
    alone.close()
  })
})

describe('a region that does not answer', () => {
  it('may be one where nothing listens any more', async () => {
    await recipients.add(arn(HOME), 'sms', '+4915112345678')
    const cut = open({ peerEndpoint: 'http://127.0.0.1:1' })
    const [only] = await cut.list(arn(PEER))
    expect(only?.regions).toEqual(regions('confirmed', 'unknown'))
    cut.close()
  })

  it('is unknown in the list', async () => {
    await recipients.add(arn(HOME), 'sms', '+4915112345678')
    endpoint.behave('fails', PEER)
    const [only] = await recipients.list(arn(HOME))
    expect(only?.regions).toEqual(regions('confirmed', 'unknown'))
  })

  it('never makes the list look empty', async () => {
    endpoint.behave('denies', PEER)
    await expect(recipients.list(arn(HOME))).rejects.toMatchObject({
      code: 'region_unavailable',
      detail: expect.stringMatching(/^us-west-2: .*IAM.* us-east-1: done\.$/),
    })
  })

  it('holds nothing up for longer than the limit', async () => {
    endpoint.behave('hangs', PEER)
    const hasty = open({ timeLimitMs: 300 })
    await expect(hasty.add(arn(HOME), 'sms', '+4915112345678')).rejects.toMatchObject({
      code: 'region_unavailable',
      detail: expect.stringContaining('us-west-2: no answer in time'),
    })
    hasty.close()
  })

  it('is named after the other did its part, and a repetition does what is left', async () => {
    endpoint.behave('throttles', HOME)
    const adding = () => recipients.add(arn(HOME), 'sms', '+4915112345678')
    await expect(adding()).rejects.toMatchObject({
      code: 'region_unavailable',
      detail: expect.stringContaining('us-west-2: done'),
      retryAfterSeconds: 10,
    })
    endpoint.behave('takes')
    const { id } = await adding()
    endpoint.behave('loses', PEER)
    await expect(recipients.remove(arn(HOME), id)).rejects.toMatchObject({
      code: 'region_unavailable',
    })
    expect(endpoint.subscribed(arn(HOME))).toEqual({})
    endpoint.behave('fails', PEER)
    await expect(recipients.remove(arn(HOME), id)).rejects.toMatchObject({
      code: 'region_unavailable',
    })
    endpoint.behave('takes')
    await recipients.remove(arn(HOME), id)
    expect(endpoint.subscribed(arn(PEER))).toEqual({})
  })

  it('may lack the twin: nobody is subscribed there, and nobody can be', async () => {
    const { id } = await recipients.add(arn(HOME), 'sms', '+4915112345678')
    endpoint.removeTopic(arn(PEER))
    const [only] = await recipients.list(arn(HOME))
    expect(only?.regions).toEqual(regions('confirmed', 'absent'))
    await expect(recipients.add(arn(HOME), 'sqs', QUEUE)).rejects.toMatchObject({
      detail: expect.stringContaining('us-west-2: there is no such topic'),
    })
    await recipients.remove(arn(HOME), id)
    expect(endpoint.subscribed(arn(HOME))).toEqual({ [QUEUE]: 'confirmed' })
  })
})

describe('what SNS refuses', () => {
  it('is the fault of the endpoint when every region says so', async () => {
    await expect(
      recipients.add(arn(HOME), 'https', 'https://refused.example'),
    ).rejects.toMatchObject({ code: 'invalid_field', errors: [{ pointer: '/endpoint' }] })
  })

  it('is the topic when there is none in any region', async () => {
    endpoint.removeTopic(arn(HOME))
    endpoint.removeTopic(arn(PEER))
    await expect(recipients.list(arn(HOME))).rejects.toMatchObject({ code: 'no_topic' })
    await expect(recipients.remove(arn(HOME), 'x')).rejects.toMatchObject({ code: 'no_topic' })
  })

  it('is told without secrets', async () => {
    endpoint.behave('denies')
    const error = await recipients.list(arn(HOME)).catch((fault: unknown) => fault)
    const { detail, hint } = Object(error)
    expect(`${detail} ${hint}`).toMatch(/IAM/)
    expect(`${detail} ${hint}`).not.toContain(endpoint.credentials.secretAccessKey)
  })
})
