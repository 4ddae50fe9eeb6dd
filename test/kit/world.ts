import type { HostId } from '../../src/core/ids.ts'
import { isHostId } from '../../src/core/ids.ts'
import type { Key, Scope } from '../../src/core/key.ts'
import { startListening } from '../../src/core/listening.ts'
import type { Context, Settings } from '../../src/service/context.ts'
import { createKey, type NewKey, type ShownKey } from '../../src/service/create-key.ts'
import { dispatch } from '../../src/service/dispatch.ts'
import { fanOut } from '../../src/service/fan-out.ts'
import { freshState } from '../../src/service/fresh-state.ts'
import { noteRefusals } from '../../src/service/note-refusals.ts'
import type { Log, Pulses, Recipients, Records, Stream } from '../../src/service/ports.ts'
import { type Heartbeat, recordHeartbeats } from '../../src/service/record-heartbeats.ts'
import { sweep } from '../../src/service/sweep.ts'
import { memoryPulses } from '../../src/store/memory/pulses.ts'
import { memoryRecords } from '../../src/store/memory/records.ts'
import { type HandClock, handClock } from './hand-clock.ts'
import { type RecordingChannels, recordingChannels } from './recording-channels.ts'
import { seededEntropy } from './seeded-entropy.ts'

export interface LogLine {
  readonly level: keyof Log
  readonly fields: object
  readonly message: string
}

export interface StreamEvent {
  readonly type: string
  readonly payload: object
}

export interface WorldOverrides {
  readonly settings?: Partial<Settings>
  readonly seed?: number
  readonly wallMs?: number
  readonly pulses?: Pulses
  readonly records?: Records
  readonly recipients?: Recipients
}

/** A whole Flatline in memory, with a clock that only the test moves. */
export interface World extends RecordingChannels {
  readonly ctx: Context
  readonly clock: HandClock
  readonly logged: LogLine[]
  readonly streamed: StreamEvent[]
  /** Speaks for every host and may do nothing else; not stored. */
  readonly beatKey: Key
  now(): number
  key(scopes: readonly Scope[], rest?: Partial<NewKey>): Promise<ShownKey>
  /** One heartbeat per id, now. */
  beat(hostIds: string | readonly string[], rest?: Partial<Heartbeat>): Promise<void>
  /** Time passes while we listen without interruption; then one sweep and one fan-out. */
  pass(ms: number): Promise<void>
  /** Dispatches every mailbox until none has anything that is due now. */
  dispatchDue(): Promise<void>
}

export const WORLD_STARTS_AT = Date.parse('2026-03-02T08:00:00.000Z')
const DISPATCHES_MAX = 1_000

export function makeWorld(overrides: WorldOverrides = {}): World {
  const clock = handClock(overrides.wallMs ?? WORLD_STARTS_AT)
  const recording = recordingChannels()
  const logged: LogLine[] = []
  const streamed: StreamEvent[] = []
  const settings = { ...DEFAULT_SETTINGS, ...overrides.settings }
  const { intervalMs, graceMs } = settings
  const stream: Stream = { publish: (type, payload) => streamed.push({ type, payload }) }
  const ctx: Context = {
    clock,
    entropy: seededEntropy(overrides.seed ?? 1),
    log: recordingLog(logged),
    meter: { count: () => {}, gauge: () => {}, observe: () => {} },
    pulses: overrides.pulses ?? memoryPulses({ intervalMs, timeoutMs: intervalMs + graceMs }),
    records: overrides.records ?? memoryRecords(),
    channels: recording.channels,
    recipients: overrides.recipients ?? null,
    stream,
    nextTurn: () => Promise.resolve(),
    refused: noteRefusals(clock, stream),
    settings,
    listening: startListening(settings.listenerName, clock.read(), null).listening,
    ...freshState(),
    keyring: new Map(settings.builtInKeys.map((key) => [key.id, key])),
  }
  return { ...recording, ctx, clock, logged, streamed, beatKey: BEAT_KEY, ...actionsOf(ctx, clock) }
}

type Actions = Pick<World, 'now' | 'key' | 'beat' | 'pass' | 'dispatchDue'>

function actionsOf(ctx: Context, clock: HandClock): Actions {
  return {
    now: () => clock.read().wallMs,
    key: (scopes, rest = {}) => createKey(ctx, { name: 'test', scopes, ...rest }),
    async beat(hostIds, rest = {}) {
      const ids = typeof hostIds === 'string' ? [hostIds] : hostIds
      const heartbeats = ids.map((id) => ({ awayMs: 0, facts: {}, ...rest, hostId: asHostId(id) }))
      await recordHeartbeats(ctx, BEAT_KEY, heartbeats)
    },
    async pass(ms) {
      clock.advance(ms)
      const tick = clock.read()
      ctx.listening = { ...ctx.listening, tick, heardUntil: tick.wallMs }
      await sweep(ctx)
      await fanOut(ctx)
    },
    async dispatchDue() {
      const { items } = await ctx.records.list('subscription', { limit: 1_000 })
      for (const { value } of items) {
        for (let step = 0; step < DISPATCHES_MAX; step++) {
          const dueAt = await dispatch(ctx, value.id)
          if (dueAt === null || dueAt > clock.read().wallMs) break
        }
      }
    },
  }
}

export function asHostId(text: string): HostId {
  if (!isHostId(text)) throw new Error(`not a host id: ${text}`)
  return text
}

const DEFAULT_SETTINGS: Settings = {
  listenerName: 'test',
  holder: 'test',
  flightMs: 0,
  publicUrl: 'https://flatline.example',
  intervalMs: 300_000,
  graceMs: 300_000,
  emailDomains: null,
  builtInKeys: [],
}

const BEAT_KEY: Key = {
  id: 'beatbeat' as Key['id'],
  name: 'beat',
  hash: '',
  scopes: ['beat'],
  hostPattern: '*',
  labels: {},
  hostsMax: 1_000_000,
  createdAt: 0,
  expiresAt: null,
  former: null,
}

function recordingLog(lines: LogLine[]): Log {
  const at = (level: keyof Log) => (fields: object, message: string) => {
    lines.push({ level, fields, message })
  }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}
