import { openDynamodb } from '../../store/dynamodb/open.ts'
import { readEnvironment } from '../env.ts'
import { systemClock as clock } from '../server/clock.ts'
import { openEmfMeter } from './emf-meter.ts'
import { HEARTBEAT_METRICS, HEARTBEAT_METRICS_EVERY_MS } from './heartbeat-metrics.ts'
import type { HttpHandler } from './http-result.ts'
import { createIngest } from './ingest.ts'
import { openJsonLog } from './json-log.ts'
import { openKeyCache } from './key-cache.ts'
import { makeContext } from './make-context.ts'
import { noChannels } from './no-channels.ts'
import { openHandler } from './open-handler.ts'
import { refusalReporter } from './refusal-reporter.ts'
import { readRegionConfig } from './region-config.ts'
import { storeOptions } from './store-options.ts'
import { writeLine } from './write-line.ts'

/** What Lambda calls for heartbeats. */
export const handler: HttpHandler = openHandler(make, openJsonLog('info', { clock, writeLine }))

function make(): HttpHandler {
  const config = readRegionConfig(readEnvironment())
  const log = openJsonLog(config.logLevel, { clock, writeLine })
  const meter = openEmfMeter({
    region: config.home.region,
    chosen: HEARTBEAT_METRICS,
    clock,
    writeLine,
    everyMs: HEARTBEAT_METRICS_EVERY_MS,
  })
  const store = openDynamodb({ ...storeOptions(config), log })
  const world = { clock, log, meter, store, channels: noChannels(), recipients: null }
  const ctx = makeContext(config, world)
  return createIngest({
    ctx,
    keys: openKeyCache(ctx),
    reportRefusals: refusalReporter(ctx),
    flushMetrics: () => meter.flush(),
  })
}
