import { createApi } from '../../src/runtime/lambda/api.ts'
import { type Canary, openCanary, type Post } from '../../src/runtime/lambda/canary.ts'
import type { HttpHandler } from '../../src/runtime/lambda/http-result.ts'
import { createIngest } from '../../src/runtime/lambda/ingest.ts'
import { openKeyCache } from '../../src/runtime/lambda/key-cache.ts'
import { makeContext } from '../../src/runtime/lambda/make-context.ts'
import { noChannels } from '../../src/runtime/lambda/no-channels.ts'
import { refusalReporter } from '../../src/runtime/lambda/refusal-reporter.ts'
import { readRegionConfig } from '../../src/runtime/lambda/region-config.ts'
import { storeOptions } from '../../src/runtime/lambda/store-options.ts'
import { createSweep, type SweepAnswer } from '../../src/runtime/lambda/sweep.ts'
import type { Context } from '../../src/service/context.ts'
import type { Channels, Log, Meter } from '../../src/service/ports.ts'
import { type Dynamodb, openDynamodb } from '../../src/store/dynamodb/open.ts'
import type { AwsFaults } from './aws-faults.ts'
import type { HandClock } from './hand-clock.ts'
import { type LineFaults, lineFaults } from './line-faults.ts'
import type { SharedTime } from './shared-time.ts'

export interface RegionSetting {
  readonly variables: Readonly<Record<string, string>>
  readonly clock: HandClock
  readonly time: SharedTime
  readonly channels: Channels
  readonly log: Log
  /** Strike all requests of all processes. */
  readonly aws: AwsFaults
  /** Tables that cannot be reached from this region. */
  readonly cut: ReadonlySet<string>
  /** The front door of this region, for its canary; null: it has none. */
  readonly post: Post | null
}

/** One process of a function: what it knows, and its lines to the tables. */
interface Process {
  readonly ctx: Context
  readonly lines: LineFaults
  readonly store: Dynamodb
}

export interface RegionFunctions {
  readonly ingest: Process & { readonly handle: HttpHandler }
  readonly api: Process & { readonly handle: HttpHandler }
  readonly sweep: Process & { readonly handle: () => Promise<SweepAnswer> }
  close(): Promise<void>
}

/** A busy machine must not look like a region in trouble. */
const PATIENCE_MS = 20_000
const LIMITS = {
  heartbeatMs: PATIENCE_MS,
  requestMs: PATIENCE_MS,
  attemptMs: PATIENCE_MS / 2,
  peerMs: PATIENCE_MS,
}
const METER: Meter = { count: () => {}, gauge: () => {}, observe: () => {} }

/** The three functions of a region, each as freshly started, wired as their entries wire them. */
export function openRegionFunctions(setting: RegionSetting): RegionFunctions {
  const ingest = openProcess(setting, noChannels(), () => true)
  const api = openProcess(setting, setting.channels, () => true)
  const sweep = openSweep(setting)
  const heard = heartbeatParts(ingest)
  const documents = { version: '0.0.0', docsDir: null }
  return {
    ingest: { ...ingest, handle: createIngest(heard) },
    api: {
      ...api,
      handle: createApi({ ...heartbeatParts(api), homePulses: api.store.home, ...documents }),
    },
    sweep,
    async close() {
      for (const { store } of [ingest, api, sweep]) await store.close()
    },
  }
}

function heartbeatParts({ ctx }: Process) {
  const reportRefusals = refusalReporter(ctx, PATIENCE_MS)
  return { ctx, keys: openKeyCache(ctx, PATIENCE_MS), reportRefusals, flushMetrics: () => {} }
}

function openSweep(setting: RegionSetting): RegionFunctions['sweep'] {
  const config = readRegionConfig({ variables: setting.variables, homeDir: '/nonexistent' })
  let peerSweeps = true
  const process = openProcess(setting, setting.channels, () => peerSweeps)
  const { ctx, store } = process
  const { region } = config.home
  const canary: Canary | null =
    setting.post === null ? null : openCanary(ctx, region, 'https://front.example', setting.post)
  const run = createSweep({
    ctx,
    region,
    peer: config.peer?.region ?? null,
    home: store.home,
    canary,
    everyMs: config.sweepEveryMs,
    wait: setting.time.wait,
    onPeer: (sweeping) => {
      peerSweeps = sweeping
    },
    flushMetrics: () => {},
  })
  return { ...process, handle: () => setting.time.run(() => run({})) }
}

function openProcess(
  { variables, clock, channels: _, log, aws, cut }: RegionSetting,
  channels: Channels,
  peerIsSweeping: () => boolean,
): Process {
  const config = readRegionConfig({ variables, homeDir: '/nonexistent' })
  const lines = lineFaults(cut)
  const store = openDynamodb({
    ...storeOptions(config),
    log,
    limits: LIMITS,
    segments: 2,
    peerIsSweeping,
    monotonicMs: () => clock.read().monotonicMs,
    plugins: [aws.plugin, lines.plugin],
  })
  const ctx = makeContext(config, { clock, log, meter: METER, store, channels, recipients: null })
  return { ctx, lines, store }
}
