import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type SnsEndpoint, snsEndpoint } from '../../test/kit/sns-endpoint.ts'
import { channelSuite, sampleMessage } from './channel.suite.ts'
import { snsChannel } from './sns-channel.ts'
import type { SnsOptions } from './sns-clients.ts'

const HOME = 'us-east-1'
const PEER = 'us-west-2'
const OPS = { name: 'Ops' }

const arn = (region: string, name = 'flatline') => `arn:aws:sns:${region}:123456789012:${name}`
const target = (region: string, name?: string) =>
  ({ kind: 'sns', topicArn: arn(region, name) }) as const

channelSuite({
  name: 'sns',
  open: async (timeLimitMs) => {
    const endpoint = await snsEndpoint()
    endpoint.makeTopic(arn(HOME))
    const channel = snsChannel(optionsFor(endpoint, { timeLimitMs }))
    await channel.check(target(HOME))
    return {
      channel,
      target: target(HOME),
      secrets: [endpoint.credentials.secretAccessKey, endpoint.credentials.accessKeyId],
      behave(behaviour) {
        endpoint.behave(BEHAVIOURS[behaviour])
        if (behaviour === 'refuses') endpoint.removeTopic(arn(HOME))
      },
      received: async () =>
        endpoint.published.map(({ attributes, subject, text, sms }) => ({
          id: attributes.notificationId ?? '',
          body: `${subject}\n${text}${sms}`,
        })),
      async close() {
        channel.close()
        await endpoint.close()
      },
    }
  },
})

const BEHAVIOURS = { takes: 'takes', falters: 'fails', refuses: 'takes', hangs: 'hangs' } as const

function optionsFor(endpoint: SnsEndpoint, rest: Partial<SnsOptions> = {}): SnsOptions {
  const { url, credentials } = endpoint
  return {
    region: HOME,
    peerRegion: PEER,
    endpoint: url,
    credentials,
    timeLimitMs: 15_000,
    ...rest,
  }
}

describe('the sns channel', () => {
  let endpoint: SnsEndpoint
  beforeEach(async () => {
    endpoint = await snsEndpoint()
    for (const region of [HOME, PEER]) endpoint.makeTopic(arn(region))
  })
  afterEach(() => endpoint.close())

  const open = (rest: Partial<SnsOptions> = {}) => {
    return snsChannel(optionsFor(endpoint, rest))
  }

  it('names the message id and the region in its answer', async () => {
    const { detail } = await open().send(target(HOME), sampleMessage(), OPS)
    expect(detail).toBe('published in us-east-1 as message message-1')
    expect(endpoint.published).toMatchObject([
      {
        subject: 'Hosts missing [till-1, till-2]',
        attributes: { notificationId: 'ops~7', type: 'hosts.missing' },
        groupId: null,
      },
    ])
  })

  it.each([HOME, PEER])('publishes a topic of %s once, in the home region', async (region) => {
    expect(await open().send(target(region), sampleMessage(), OPS)).toMatchObject({
      kind: 'accepted',
    })
    expect(endpoint.published.map((each) => each.topicArn)).toEqual([arn(HOME)])
  })

  it('still sends when the region of the topic fell out', async () => {
    endpoint.behave('hangs', PEER)
    const outcome = await open().send(target(PEER), sampleMessage(), OPS)
    expect(outcome.kind).toBe('accepted')
  })

  it('uses a topic of a third region as it is, and so without a peer', async () => {
    endpoint.makeTopic(arn('eu-west-1'))
    await open().send(target('eu-west-1'), sampleMessage(), OPS)
    await open({ peerRegion: null }).send(target(PEER), sampleMessage(), OPS)
    const regions = endpoint.published.map(({ region }) => region)
    expect(regions).toEqual(['eu-west-1', PEER])
  })

  it('never refuses for good because the twin is absent', async () => {
    endpoint.removeTopic(arn(HOME))
    expect(await open().send(target(PEER), sampleMessage(), OPS)).toMatchObject({
      kind: 'failed',
      detail: expect.stringContaining('make the twin of the topic'),
    })
  })

  it('lets a FIFO topic drop the copy after a lost answer', async () => {
    endpoint.makeTopic(arn(HOME, 'flatline.fifo'))
    const channel = open()
    endpoint.behave('loses')
    const lost = await channel.send(target(HOME, 'flatline.fifo'), sampleMessage(), OPS)
    expect(lost).toMatchObject({ kind: 'failed', detail: expect.stringContaining('connection') })
    endpoint.behave('takes')
    const again = await channel.send(target(HOME, 'flatline.fifo'), sampleMessage(), OPS)
    expect(again.kind).toBe('accepted')
    expect(endpoint.published).toMatchObject([{ sms: null, groupId: 'flatline' }])
  })

  it('sends again under the same id after a lost answer', async () => {
    const channel = open()
    endpoint.behave('loses')
    await channel.send(target(HOME), sampleMessage(), OPS)
    endpoint.behave('takes')
    await channel.send(target(HOME), sampleMessage(), OPS)
    const ids = endpoint.published.map(({ attributes }) => attributes.notificationId)
    expect(ids).toEqual(['ops~7', 'ops~7'])
  })

  it('makes one request per attempt, whatever the answer', async () => {
    const channel = open()
    for (const behaviour of ['throttles', 'fails', 'denies'] as const) {
      endpoint.behave(behaviour)
      expect((await channel.send(target(HOME), sampleMessage(), OPS)).kind).toBe('failed')
    }
    expect(endpoint.asked).toEqual({ Publish: 3 })
  })

  it.each([
    ['throttles', 'slow down'],
    ['denies', 'allow it in IAM'],
    ['fails', 'fault of its own'],
  ] as const)('says what to do when SNS %s', async (behaviour, words) => {
    endpoint.behave(behaviour)
    const { detail } = await open().send(target(HOME), sampleMessage(), OPS)
    expect(detail).toContain(words)
    expect(detail).toContain('us-east-1')
  })

  it('says what to do when nothing listens', async () => {
    const outcome = await open({ endpoint: 'http://127.0.0.1:1' }).send(
      target(HOME),
      sampleMessage(),
      OPS,
    )
    expect(outcome).toMatchObject({ kind: 'failed', detail: expect.stringContaining('listens') })
  })

  it('ends an attempt that is under way when it is closed', async () => {
    endpoint.behave('hangs')
    const channel = open()
    const sending = channel.send(target(HOME), sampleMessage(), OPS)
    channel.close()
    expect(await sending).toMatchObject({
      kind: 'failed',
      detail: 'Flatline was stopped during the attempt',
    })
  })

  it.each([
    'flatline',
    'arn:aws:sqs:us-east-1:123456789012:flatline',
    'arn:aws:sns:us-east-1.evil.example:123456789012:flatline',
    'arn:aws:sns:us-east-1:12345:flatline',
    'arn:aws:sns:us-east-1:123456789012:flat line',
    'arn:aws:sns:us-east-1:123456789012:flatline:5c7f',
    `arn:aws:sns:us-east-1:123456789012:${'a'.repeat(257)}`,
  ])('refuses the ARN %s', async (topicArn) => {
    const channel = open()
    await expect(channel.check({ kind: 'sns', topicArn })).rejects.toMatchObject({
      code: 'invalid_field',
      errors: [{ pointer: '/channel/topicArn' }],
    })
    const outcome = await channel.send({ kind: 'sns', topicArn }, sampleMessage(), OPS)
    expect(outcome.kind).toBe('refused')
    expect(endpoint.asked).toEqual({})
  })
})

describe('without a region or without the SDK, the sns channel', () => {
  const withoutSdk = snsChannel({
    region: HOME,
    peerRegion: null,
    endpoint: null,
    load: async () => {
      throw new Error('Cannot find package')
    },
  })

  it.each([
    ['no region is set up', snsChannel(null), 'AWS_REGION'],
    ['the SDK is not installed', withoutSdk, 'npm install'],
  ])('says how to mend that %s', async (_, channel, cure) => {
    await expect(channel.check(target(HOME))).rejects.toMatchObject({
      code: 'sns_not_configured',
      hint: expect.stringContaining(cure),
    })
    expect(await channel.send(target(HOME), sampleMessage(), OPS)).toMatchObject({
      kind: 'failed',
      detail: expect.stringContaining(cure),
    })
  })
})
