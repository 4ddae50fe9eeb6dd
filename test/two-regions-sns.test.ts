import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { snsChannel } from '../src/channel/sns-channel.ts'
import { recordingChannels } from './kit/recording-channels.ts'
import { type RegionName, type Servers, startServers } from './kit/region-servers.ts'
import { type SnsEndpoint, snsEndpoint } from './kit/sns-endpoint.ts'
import { incidentsOf } from './kit/told.ts'
import { openTwoRegions, type TwoRegions } from './kit/two-regions.ts'
import { waitUntil } from './kit/wait-until.ts'

const MINUTE = 60_000
const REGIONS: readonly RegionName[] = ['us-east-1', 'us-west-2']
const arn = (region: RegionName) => `arn:aws:sns:${region}:123456789012:flatline`

let servers: Servers
beforeAll(async () => {
  servers = await startServers()
})
afterAll(() => servers.close())

/** People are subscribed to a topic, and to its twin in the other region. */
async function open(): Promise<{ world: TwoRegions; sns: SnsEndpoint }> {
  const sns = await snsEndpoint()
  for (const region of REGIONS) sns.makeTopic(arn(region))
  const channelsOf = (region: RegionName) => {
    const peerRegion = REGIONS.find((each) => each !== region) ?? null
    const { url: endpoint, credentials } = sns
    const channel = snsChannel({ region, peerRegion, endpoint, credentials, timeLimitMs: 10_000 })
    onTestFinished(() => channel.close())
    return { ...recordingChannels().channels, sns: channel }
  }
  const world = await openTwoRegions(servers, { channelsOf })
  onTestFinished(async () => {
    await world.close()
    await sns.close()
  })
  await world.subscribe('ops', { channel: { kind: 'sns', topicArn: arn('us-east-1') } })
  await world.sweep()
  return { world, sns }
}

/** Longer than the longest pauses between the attempts that the first minute has room for. */
const MINUTES_MAX = 120

async function isSent({ ctx }: TwoRegions): Promise<boolean> {
  const { items } = await ctx.records.list('delivery', { where: { state: 'sent' }, limit: 1 })
  return items.length > 0
}

const idsOf = ({ published }: SnsEndpoint) => published.map(({ attributes }) => attributes)

it('publishes a disappearance once, though both regions find it, and the return once', async () => {
  const { world, sns } = await open()
  const { east, west } = world
  await Promise.all([east.beat('till-1'), west.beat('till-1')])
  world.clock.advance(2.5 * MINUTE)
  await world.sweep()
  await Promise.all([east.beat('till-1'), west.beat('till-1')])
  await world.minutes(1)
  expect(sns.published.map(({ subject }) => subject)).toEqual([
    expect.stringMatching(/missing.*till-1/),
    expect.stringMatching(/(recovered|back).*till-1/),
  ])
  const ids = idsOf(sns).map(({ notificationId }) => notificationId)
  expect(new Set(ids).size).toBe(2)
})

it('publishes in the region that survives', async () => {
  const { world, sns } = await open()
  const { east, west } = world
  await west.beat('till-1')
  world.clock.advance(2 * MINUTE)
  await world.sweep()
  world.clock.advance(0.2 * MINUTE)
  east.cutOff()
  sns.behave('fails', 'us-east-1')
  await world.sweep([west])
  await world.minutes(1, [west])
  expect(await incidentsOf(world)).toMatchObject([{ hostId: 'till-1', unconfirmed: true }])
  expect(sns.published).toMatchObject([
    { region: 'us-west-2', topicArn: arn('us-west-2'), attributes: { type: 'hosts.missing' } },
  ])
})

it('publishes again with the same id where the answer was lost, and then no more', async () => {
  const { world, sns } = await open()
  await world.east.beat('till-1')
  world.clock.advance(2.5 * MINUTE)
  sns.behave('loses')
  const sweeping = world.sweep([world.east])
  await waitUntil('the first message', () => sns.published.length > 0, 20_000)
  sns.behave('takes')
  await sweeping
  for (let minute = 0; minute < MINUTES_MAX && !(await isSent(world)); minute++) {
    await world.minutes(1)
  }
  const ids = idsOf(sns).map(({ notificationId }) => notificationId)
  expect(ids.length).toBeGreaterThanOrEqual(2)
  expect(new Set(ids).size).toBe(1)
  const before = ids.length
  await world.minutes(2)
  expect(sns.published).toHaveLength(before)
})
