import { openChannels } from '../../channel/channels.ts'
import { openDynamodb } from '../../store/dynamodb/open.ts'
import { readEnvironment } from '../env.ts'
import { systemClock as clock } from '../server/clock.ts'
import { createApi } from './api.ts'
import { bundledDocs, bundledVersion } from './bundle-root.ts'
import { channelOptions } from './channel-options.ts'
import { openEmfMeter } from './emf-meter.ts'
import { HEARTBEAT_METRICS, HEARTBEAT_METRICS_EVERY_MS } from './heartbeat-metrics.ts'
import type { HttpHandler } from './http-result.ts'
import { openJsonLog } from './json-log.ts'
import { openKeyCache } from './key-cache.ts'
import { makeContext } from './make-context.ts'
import { openHandler } from './open-handler.ts'
import { refusalReporter } from './refusal-reporter.ts'
import { readRegionConfig } from './region-config.ts'
import { storeOptions } from './store-options.ts'
import { writeLine } from './write-line.ts'

/** What Lambda calls for everything but heartbeats. */
export const handler: HttpHandler = openHandler(make, openJsonLog('info', { clock, writeLine }))

function make(): HttpHandler {
  const config = readRegionConfig(readEnvironment())
  const log = openJsonLog(config.logLevel, { clock, writeLine })
  const version = bundledVersion()
  const meter = openEmfMeter({
    region: config.home.region,
    chosen: HEARTBEAT_METRICS,
    clock,
    writeLine,
    everyMs: HEARTBEAT_METRICS_EVERY_MS,
  })
  const store = openDynamodb({ ...storeOptions(config), log })
  const { channels, recipients } = openChannels({ ...channelOptions(config), version, writeLine })
  const ctx = makeContext(config, { clock, log, meter, store, channels, recipients })
  return createApi({
    ctx,
    keys: openKeyCache(ctx),
    reportRefusals: refusalReporter(ctx),
    flushMetrics: () => meter.flush(),
    homePulses: store.home,
    version,
    docsDir: bundledDocs(),
  })
}
