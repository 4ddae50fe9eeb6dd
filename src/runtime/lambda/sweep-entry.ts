import { openChannels } from '../../channel/channels.ts'
import { openDynamodb } from '../../store/dynamodb/open.ts'
import { readEnvironment } from '../env.ts'
import { systemClock as clock } from '../server/clock.ts'
import { bundledVersion } from './bundle-root.ts'
import { openCanary, type Post } from './canary.ts'
import { channelOptions } from './channel-options.ts'
import { openEmfMeter } from './emf-meter.ts'
import { openJsonLog } from './json-log.ts'
import { makeContext } from './make-context.ts'
import { readRegionConfig } from './region-config.ts'
import { storeOptions } from './store-options.ts'
import { createSweep, type SweepAnswer } from './sweep.ts'
import { SWEEP_METRICS } from './sweep-metrics.ts'
import { writeLine } from './write-line.ts'

const POST_MS_MAX = 5_000
/** Pages that ask for counts take those that the latest sweep has left. */
const TALLY_MS = 150_000

let made: ((event: unknown) => Promise<SweepAnswer>) | undefined

/** What the scheduler calls. Rejects, so that the call counts as failed and is repeated. */
export async function handler(event: unknown): Promise<SweepAnswer> {
  made ??= make()
  return made(event)
}

function make(): (event: unknown) => Promise<SweepAnswer> {
  const config = readRegionConfig(readEnvironment())
  const { region } = config.home
  const log = openJsonLog(config.logLevel, { clock, writeLine })
  const meter = openEmfMeter({ region, chosen: SWEEP_METRICS, clock, writeLine })
  let peerSweeps = true
  const store = openDynamodb({
    ...storeOptions(config),
    tallyMs: TALLY_MS,
    peerIsSweeping: () => peerSweeps,
  })
  const version = bundledVersion()
  const { channels, recipients } = openChannels({ ...channelOptions(config), version, writeLine })
  const ctx = makeContext(config, { clock, log, meter, store, channels, recipients })
  const { canaryUrl, sweepEveryMs } = config
  return createSweep({
    ctx,
    region,
    peer: config.peer?.region ?? null,
    home: store.home,
    canary: canaryUrl === null ? null : openCanary(ctx, region, canaryUrl, post),
    everyMs: sweepEveryMs,
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    onPeer: (sweeping) => {
      peerSweeps = sweeping
    },
    flushMetrics: () => meter.flush(),
  })
}

const post: Post = async (url, key, body) => {
  const headers = { 'x-api-key': key, 'content-type': 'application/json' }
  const signal = AbortSignal.timeout(POST_MS_MAX)
  const answer = await fetch(url, { method: 'POST', headers, body, signal })
  await answer.arrayBuffer()
  return { status: answer.status }
}
