import type { IncomingMessage } from 'node:http'
import { hostname } from 'node:os'
import { type App, createApp } from '../../api/app.ts'
import { StreamHub } from '../../api/stream-hub.ts'
import { openChannels } from '../../channel/channels.ts'
import { refuse } from '../../core/listening.ts'
import type { Context } from '../../service/context.ts'
import { refreshKeyring } from '../../service/keyring.ts'
import { beginListening } from '../../service/observe.ts'
import type { Clock, Log } from '../../service/ports.ts'
import type { Config } from '../config.ts'
import { clientAddress } from './client-address.ts'
import { systemClock } from './clock.ts'
import { type Closers, collectClosers } from './closers.ts'
import { connectionsWithin } from './connections-within.ts'
import { type Engine, type EngineWork, startEngine } from './engine.ts'
import { workAlone, workTogether } from './engine-work.ts'
import { systemEntropy } from './entropy.ts'
import { gaugeFiller } from './fill-gauges.ts'
import type { FirstKeys } from './first-start.ts'
import { greet } from './greeting.ts'
import { type HeartbeatRate, openHeartbeatRate } from './heartbeat-rate.ts'
import {
  type HttpListener,
  LISTENER_LIMITS,
  type ListenerLimits,
  openListener,
} from './http-listener.ts'
import { startKeyringRefresh } from './keyring-refresh.ts'
import { listenOn, localUrl } from './listen-on.ts'
import { watchListenQueue } from './listen-queue.ts'
import { type Liveness, openLiveness } from './liveness.ts'
import { openLog } from './log.ts'
import { makeContext } from './make-context.ts'
import { type Metrics, openMetrics } from './metrics.ts'
import { readOpenFilesMax } from './open-files-max.ts'
import { type OpenStore, openStore } from './open-store.ts'
import { docsDir, packageVersion } from './package-root.ts'
import { freshMs, isServing } from './server-status.ts'
import { presenceOf } from './share-store.ts'

/** What a test may replace. */
export interface ServerParts {
  readonly openStore?: (config: Config, log: Log) => Promise<OpenStore>
  readonly clock?: Clock
  readonly log?: Log
  readonly limits?: Partial<ListenerLimits>
  /** What the system allows this process. */
  readonly openFilesMax?: number
  /** Standard output, line by line. */
  readonly writeLine?: (line: string) => void
  /** How the command line is called, for the first steps. */
  readonly program?: string
}

export interface RunningServer {
  /** Where a person at this machine reaches it. */
  readonly url: string
  readonly port: number
  /** Those made by the very first start. */
  readonly keys: FirstKeys | null
  /** Answers what is in flight, makes everything durable, and lets go of the data directory. */
  close(): Promise<void>
}

/** What the parts of a running server tell each other. */
interface Running {
  engine: Engine | null
  readonly liveness: Liveness
  ready: boolean
}

/** For answers that are still on their way. */
const DRAIN_MS = 3_000
/** For receivers of messages; what they have not taken by then is tried again after the start. */
const PATIENCE_MS = 2_000

/** Rejects with a StartError, or with what a store throws; everything is closed then. */
export async function startServer(config: Config, parts: ServerParts = {}): Promise<RunningServer> {
  const log = parts.log ?? openLog(config.logLevel)
  const closers = collectClosers()
  try {
    return await start(config, { ...parts, log }, closers)
  } catch (error) {
    await closers.run(log).catch(() => undefined)
    throw error
  }
}

async function start(
  config: Config,
  parts: ServerParts & { log: Log },
  closers: Closers,
): Promise<RunningServer> {
  const { log, clock = systemClock, writeLine = printLine, program = 'flatline' } = parts
  const dataPlace = placeOf(config)
  const store = await (parts.openStore ?? openStore)(config, log)
  closers.add(() => store.close())
  const metrics = openMetrics()
  closers.add(() => metrics.close())
  const rate = openHeartbeatRate(metrics.meter, clock)
  const version = packageVersion()
  const { close: closeChannels, ...outlets } = openChannels({ ...config, writeLine, version })
  closers.add(closeChannels)
  const stream = new StreamHub(clock.read().wallMs.toString(36))
  const world = { clock, entropy: systemEntropy, log, meter: rate.meter, ...outlets, stream, store }
  const ctx = makeContext(config, world)
  const presence = presenceOf(ctx, store)
  const running: Running = { engine: null, liveness: openLiveness(ctx, presence), ready: false }
  await refreshKeyring(ctx)
  const app = makeApp(ctx, config, { metrics, rate, stream, running, version, store })
  const listener = listen(ctx, config, app, parts)
  const port = await listenOn(listener.server, config.port, config.host)
  watchListenQueue(ctx, listener.server)
  await beginListening(ctx, await presence.lastMark())
  closers.add(() => listener.close(DRAIN_MS))
  const keys = await presence.firstStart()
  closers.add(startKeyringRefresh(ctx))
  const engine = startEngine(ctx, workOf(ctx, store, running.liveness))
  running.engine = engine
  running.liveness.mark(clock.read().wallMs)
  closers.add(async () => {
    running.ready = false
    stream.close()
    const impatience = setTimeout(closeChannels, PATIENCE_MS)
    await Promise.all([listener.close(DRAIN_MS), engine.stop()])
    await presence.leave().catch((error) => log.warn({ error }, 'could not say goodbye'))
    clearTimeout(impatience)
  })
  running.ready = true
  const url = localUrl(config.tls === null ? 'http' : 'https', config.host, port)
  const reachableUrl = config.publicUrl ?? url.replace('//localhost', `//${hostname()}`)
  for (const line of greet({ version, url, reachableUrl, program, dataPlace, keys })) {
    writeLine(line)
  }
  log.info({ url, dataPlace, version }, 'listening')
  let closed: Promise<void> | undefined
  const close = () => {
    closed ??= closers.run(log)
    return closed
  }
  return { url, port, keys, close }
}

/** Where the data lie, for people. */
function placeOf({ dynamodb, dataDir }: Config): string {
  if (dynamodb === null) return dataDir
  const { pulsesTable, recordsTable, region } = dynamodb
  return `DynamoDB in ${region}, tables ${pulsesTable} and ${recordsTable}`
}

interface Telling {
  readonly metrics: Metrics
  readonly rate: HeartbeatRate
  readonly stream: StreamHub
  readonly running: Running
  readonly version: string
  readonly store: OpenStore
}

function workOf(ctx: Context, { shared }: OpenStore, { mark }: Liveness): EngineWork {
  return shared === undefined ? workAlone(ctx, mark) : workTogether(ctx, shared, mark)
}

function makeApp(ctx: Context, config: Config, telling: Telling): App {
  const { metrics, rate, stream, running, version, store } = telling
  const sweptAt = () => running.engine?.sweptAt() ?? 0
  const fillGauges = gaugeFiller(ctx, sweptAt)
  const addressOf = clientAddress(config.trustProxy)
  return createApp(ctx, {
    version,
    stream,
    docsDir: docsDir(),
    ready: () => running.ready,
    serverStatus: async () => {
      const markedAt = running.liveness.markedAt()
      return isServing(ctx, { sweptAt: sweptAt(), markedAt, withinMs: freshMs(store) })
    },
    sweptAt: () => sweptAt() || null,
    heartbeatsPerSecond: () => rate.perSecond(),
    remoteAddress: (_request, env) => addressOf(incomingOf(env)),
    async readMetrics() {
      await fillGauges()
      return metrics.render()
    },
  })
}

function listen(ctx: Context, config: Config, app: App, parts: ServerParts): HttpListener {
  const limits = { ...LISTENER_LIMITS, ...parts.limits }
  const { openFilesMax = readOpenFilesMax() } = parts
  const listener = openListener({
    ctx,
    app,
    tls: config.tls,
    limits,
    fastPath: config.fastPath,
    onDropped() {
      ctx.meter.count('flatline_connections_dropped_total')
      ctx.listening = refuse(ctx.listening, 'overload', ctx.clock.read().wallMs)
    },
  })
  const { server } = listener
  /** Not before: a start that fails says its one sentence and nothing else. */
  server.once('listening', () => {
    server.maxConnections = connectionsWithin(openFilesMax, limits.connectionsMax, ctx.log)
  })
  return listener
}

/** The node adapter hands every request over with `incoming` as its origin. */
function incomingOf(env: unknown): IncomingMessage {
  return (env as { incoming: IncomingMessage }).incoming
}

function printLine(line: string): void {
  process.stdout.write(`${line}\n`)
}
