import type { Post } from '../../src/runtime/lambda/canary.ts'
import type { HttpEvent } from '../../src/runtime/lambda/http-result.ts'
import type { SweepAnswer } from '../../src/runtime/lambda/sweep.ts'
import type { Context } from '../../src/service/context.ts'
import { createKey } from '../../src/service/create-key.ts'
import { createSubscription, type NewSubscription } from '../../src/service/create-subscription.ts'
import type { Channels, Log } from '../../src/service/ports.ts'
import { MACHINE_CLOCK } from '../../src/store/dynamodb/call-clock.ts'
import { openClient } from '../../src/store/dynamodb/client.ts'
import { createTables } from '../../src/store/dynamodb/tables.ts'
import { type AwsFaults, awsFaults } from './aws-faults.ts'
import { type HandClock, handClock } from './hand-clock.ts'
import { httpEvent } from './http-event.ts'
import {
  type RecordingChannels,
  recordingChannels,
  type SentMessage,
} from './recording-channels.ts'
import {
  openRegionFunctions,
  type RegionFunctions,
  type RegionSetting,
} from './region-functions.ts'
import { EAST, type RegionName, type ServerPlace, type Servers, WEST } from './region-servers.ts'
import { type SharedTime, sharedTime } from './shared-time.ts'
import { type LogLine, WORLD_STARTS_AT } from './world.ts'

export interface Region {
  readonly name: RegionName
  /** Its pulses table. */
  readonly table: string
  readonly functions: RegionFunctions
  /** One heartbeat through the heartbeat function; the status of the answer. */
  beat(hostId: string, fields?: object): Promise<number>
  /** GET through the API function, parsed. */
  read(path: string): Promise<{ readonly status: number; readonly json: Record<string, unknown> }>
  sweep(): Promise<SweepAnswer>
  /** Ends all processes of its functions; the next event starts them anew. */
  restart(): Promise<void>
  /** From now on neither its functions nor anybody else reaches its pulses. */
  cutOff(): void
  reconnect(): void
  /** Whether its front door answers, to its canary. */
  readonly frontDoor: { open: boolean }
}

export interface TwoRegions {
  readonly clock: HandClock
  readonly east: Region
  readonly west: Region
  /** Strike all requests of all functions. */
  readonly aws: AwsFaults
  /** The operator: another process, which nothing strikes. */
  readonly ctx: Context
  /** What the channels of both regions were given, in order. */
  readonly sent: readonly SentMessage[]
  readonly logged: readonly LogLine[]
  now(): number
  subscribe(name: string, rest?: Partial<NewSubscription>): Promise<void>
  /** Regions, or both of them, sweep side by side. */
  sweep(regions?: readonly Region[]): Promise<void>
  /** The same after each of so many minutes. */
  minutes(count: number, regions?: readonly Region[]): Promise<void>
  close(): Promise<void>
}

export interface TwoRegionsOptions {
  /** Default: channels that keep what they are given. */
  readonly channelsOf?: (region: RegionName) => Channels
  readonly canaries?: boolean
  readonly variables?: Readonly<Record<string, string>>
}

const MINUTE = 60_000
const HEARTBEAT = '/v1/heartbeat'

/** Two regions with new tables. A host's interval and grace are a minute each. */
export async function openTwoRegions(
  servers: Servers,
  options: TwoRegionsOptions = {},
): Promise<TwoRegions> {
  // What is repeated is repeated at once.
  MACHINE_CLOCK.random = () => 0
  const clock = handClock(WORLD_STARTS_AT)
  const shared: Shared = {
    clock,
    time: sharedTime(clock),
    aws: awsFaults(),
    recording: recordingChannels(),
    logged: [],
    tables: await makeTables(servers),
    servers,
    cut: new Set(),
    options,
  }
  const operator = openRegionFunctions({ ...settingOf(shared, EAST, null), cut: new Set() })
  const { ctx } = operator.api
  const { text } = await createKey(ctx, { name: 'all', scopes: ['beat'] })
  const reader = await createKey(ctx, { name: 'reader', scopes: ['read'] })
  const keys = { beat: text, read: reader.text }
  const [east, west] = [openRegion(shared, EAST, keys), openRegion(shared, WEST, keys)]
  const sweep = async (regions: readonly Region[] = [east, west]) => {
    await Promise.all(regions.map((region) => region.sweep()))
  }
  return {
    clock,
    east,
    west,
    aws: shared.aws,
    ctx,
    sent: shared.recording.sent,
    logged: shared.logged,
    now: () => clock.read().wallMs,
    async subscribe(name, rest = {}) {
      const channel = { kind: 'log' } as const
      await createSubscription(ctx, { name, channel, groupWaitMs: 0, groupIntervalMs: 0, ...rest })
    },
    sweep,
    async minutes(count, regions) {
      const from = clock.read().wallMs
      for (let minute = 1; minute <= count; minute++) {
        clock.advance(Math.max(0, from + minute * MINUTE - clock.read().wallMs))
        await sweep(regions)
      }
    },
    async close() {
      await Promise.all([east.functions.close(), west.functions.close(), operator.close()])
    },
  }
}

interface Tables {
  readonly pulses: Readonly<Record<RegionName, string>>
  readonly records: string
}

interface Shared extends Pick<RegionSetting, 'clock' | 'aws'> {
  readonly time: SharedTime
  readonly recording: RecordingChannels
  readonly logged: LogLine[]
  readonly tables: Tables
  readonly servers: Servers
  readonly cut: Set<string>
  readonly options: TwoRegionsOptions
}

async function makeTables({ pulses, records, newName }: Servers): Promise<Tables> {
  const make = async (place: ServerPlace, kind: 'pulses' | 'records') => {
    const client = openClient(place)
    const name = newName(`${kind}-${place.region}`)
    await createTables(client, { [kind]: name })
    client.destroy()
    return name
  }
  return {
    pulses: {
      [EAST]: await make(pulses[EAST], 'pulses'),
      [WEST]: await make(pulses[WEST], 'pulses'),
    },
    records: await make(records, 'records'),
  }
}

function settingOf(shared: Shared, name: RegionName, post: Post | null): RegionSetting {
  const { clock, time, aws, recording, logged, options, cut } = shared
  const note = (level: keyof Log) => (fields: object, message: string) => {
    logged.push({ level, fields, message })
  }
  return {
    variables: { ...variablesOf(shared, name), ...options.variables },
    clock,
    time,
    aws,
    cut,
    channels: options.channelsOf?.(name) ?? recording.channels,
    log: { debug: () => {}, info: note('info'), warn: note('warn'), error: note('error') },
    post,
  }
}

function variablesOf({ servers, tables }: Shared, name: RegionName): Record<string, string> {
  const { pulses, records } = servers
  const peer = name === EAST ? WEST : EAST
  return {
    FLATLINE_REGION: name,
    FLATLINE_PULSES_TABLE: tables.pulses[name],
    FLATLINE_DYNAMODB_ENDPOINT: pulses[name].endpoint,
    FLATLINE_PEER_REGION: peer,
    FLATLINE_PEER_PULSES_TABLE: tables.pulses[peer],
    FLATLINE_PEER_DYNAMODB_ENDPOINT: pulses[peer].endpoint,
    FLATLINE_RECORDS_REGION: records.region,
    FLATLINE_RECORDS_TABLE: tables.records,
    FLATLINE_RECORDS_ENDPOINT: records.endpoint,
    FLATLINE_INTERVAL: '1m',
    FLATLINE_GRACE: '1m',
  }
}

function openRegion(
  shared: Shared,
  name: RegionName,
  keys: { readonly beat: string; readonly read: string },
): Region {
  const table = shared.tables.pulses[name]
  const frontDoor = { open: true }
  const post: Post = async (_url, key, body) => {
    if (!frontDoor.open) throw new Error('the front door does not answer')
    const headers = { 'x-api-key': key }
    return { status: await hear(httpEvent({ target: HEARTBEAT, headers, body })) }
  }
  const open = () =>
    openRegionFunctions(settingOf(shared, name, shared.options.canaries === true ? post : null))
  let functions = open()
  const hear = async (event: HttpEvent) => (await functions.ingest.handle(event)).statusCode ?? 0
  return {
    name,
    table,
    frontDoor,
    get functions() {
      return functions
    },
    beat(hostId, fields = {}) {
      const body = JSON.stringify({ hostId, ...fields })
      const headers = { 'x-api-key': keys.beat }
      return hear(httpEvent({ target: HEARTBEAT, headers, body }))
    },
    async read(path) {
      const headers = { 'x-api-key': keys.read }
      const event = httpEvent({ method: 'GET', target: path, headers })
      const { statusCode = 0, body = '' } = await functions.api.handle(event)
      return { status: statusCode, json: JSON.parse(body) }
    },
    sweep: () => functions.sweep.handle(),
    async restart() {
      await functions.close()
      functions = open()
    },
    cutOff: () => void shared.cut.add(table),
    reconnect: () => void shared.cut.delete(table),
  }
}
