import type { IncomingMessage } from 'node:http'
import { hostname } from 'node:os'
import { type App, createApp } from '../../api/app.ts'
import { everyUnreferenced } from '../../api/every.ts'
import { startFleetFeed } from '../../api/fleet-feed.ts'
import { StreamHub } from '../../api/stream-hub.ts'
import { openChannels } from '../../channel/channels.ts'
import type { Context } from '../../service/context.ts'
import { refreshKeyring } from '../../service/keyring.ts'
import { beginListening } from '../../service/observe.ts'
import type { Clock, Log } from '../../service/ports.ts'
import type { Config } from '../config.ts'
import { clientAddress } from './client-address.ts'
import { systemClock } from './clock.ts'
import { type Closers, collectClosers } from './closers.ts'
import { type Engine, type EngineWork, startEngine } from './engine.ts'
import { workAlone, workTogether } from './engine-work.ts'
import { systemEntropy } from './entropy.ts'
import { gaugeFiller } from './fill-gauges.ts'
import { type FirstKeys, offerFirstSession } from './first-start.ts'
import { openFront } from './front.ts'
import { greet } from './greeting.ts'
import { type HeartbeatRate, openHeartbeatRate } from './heartbeat-rate.ts'
import { LISTENER_LIMITS, type ListenerLimits } from './http-listener.ts'
import { startKeyringRefresh } from './keyring-refresh.ts'
import { localUrl } from './listen-on.ts'
import { type Liveness, openLiveness } from './liveness.ts'
import { openLog } from './log.ts'
import { makeContext } from './make-context.ts'
import { type Metrics, openMetrics } from './metrics.ts'
import { type OpenStore, openStore } from './open-store.ts'
import { docsDir, packageVersion, WEB_DIR } from './package-root.ts'
import { readWebFiles } from './read-web-files.ts'
import { freshMs, isServing } from './server-status.ts'
import { presenceOf } from './share-store.ts'
import { openStoreSize, type StoreSize } from './store-size.ts'

/** What a test may replace. */
export interface ServerParts {
  readonly openStore?: (config: Config, log: Log) => Promise<OpenStore>
  readonly clock?: Clock
  readonly log?: Log
  readonly limits?: Partial<ListenerLimits>
  /** What the system allows this process. */
  readonly openFilesMax?: number
  /** What a worker runs, where this file is not built. */
  readonly workerProgram?: string
  /** Standard output, line by line. */
  readonly writeLine?: (line: string) => void
  /** Where the built dashboard lies. */
  readonly webDir?: string
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
  const size = await openStoreSize(store.bytes, everyUnreferenced, log)
  closers.add(size.close)
  const version = packageVersion()
  const { close: closeChannels, ...outlets } = openChannels({ ...config, writeLine, version })
  closers.add(closeChannels)
  const stream = new StreamHub(clock.read().wallMs.toString(36))
  const world = { clock, entropy: systemEntropy, log, meter: rate.meter, ...outlets, stream, store }
  const ctx = makeContext(config, world)
  closers.add(startFleetFeed(ctx, stream, everyUnreferenced))
  const presence = presenceOf(ctx, store)
  const running: Running = { engine: null, liveness: openLiveness(ctx, presence), ready: false }
  await refreshKeyring(ctx)
  const app = makeApp(ctx, config, {
    ...{ metrics, rate, size, stream, running, version, store },
    webDir: parts.webDir ?? WEB_DIR,
  })
  const limits = { ...LISTENER_LIMITS, ...parts.limits }
  const front = await openFront(ctx, config, app, { ...parts, limits })
  const { port } = front
  const closeFront = once(() => front.close(DRAIN_MS))
  closers.add(closeFront)
  await beginListening(ctx, await presence.lastMark())
  const keys = await presence.firstStart()
  const signInToken = keys === null ? null : await offerFirstSession(ctx, keys)
  closers.add(startKeyringRefresh(ctx))
  const engine = startEngine(ctx, workOf(ctx, store, running.liveness))
  running.engine = engine
  running.liveness.mark(clock.read().wallMs)
  closers.add(async () => {
    running.ready = false
    stream.close()
    const impatience = setTimeout(closeChannels, PATIENCE_MS)
    await Promise.all([closeFront(), engine.stop()])
    await presence.leave().catch((error) => log.warn({ error }, 'could not say goodbye'))
    clearTimeout(impatience)
  })
  running.ready = true
  const url = localUrl(config.tls === null ? 'http' : 'https', config.host, port)
  const reachableUrl = config.publicUrl ?? url.replace('//localhost', `//${hostname()}`)
  for (const line of greet({ version, url, reachableUrl, program, dataPlace, keys, signInToken })) {
    writeLine(line)
  }
  log.info({ url, dataPlace, version }, 'listening')
  return { url, port, keys, close: once(() => closers.run(log)) }
}

/** However often it is called, it acts once. */
function once(act: () => Promise<void>): () => Promise<void> {
  let acting: Promise<void> | undefined
  return () => {
    acting ??= act()
    return acting
  }
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
  readonly size: StoreSize
  readonly stream: StreamHub
  readonly running: Running
  readonly version: string
  readonly store: OpenStore
  readonly webDir: string
}

function workOf(ctx: Context, { shared }: OpenStore, { mark }: Liveness): EngineWork {
  return shared === undefined ? workAlone(ctx, mark) : workTogether(ctx, shared, mark)
}

function makeApp(ctx: Context, config: Config, telling: Telling): App {
  const { metrics, rate, size, stream, running, version, store } = telling
  const sweptAt = () => running.engine?.sweptAt() ?? 0
  const fillGauges = gaugeFiller(ctx, sweptAt)
  const addressOf = clientAddress(config.trustProxy)
  return createApp(ctx, {
    version,
    stream,
    docsDir: docsDir(),
    web: readWebFiles(telling.webDir, ctx.log),
    ready: () => running.ready,
    serverStatus: async () => {
      const markedAt = running.liveness.markedAt()
      return isServing(ctx, { sweptAt: sweptAt(), markedAt, withinMs: freshMs(store) })
    },
    sweptAt: () => sweptAt() || null,
    heartbeatsPerSecond: () => rate.perSecond(),
    storeBytes: () => size.latest(),
    remoteAddress: (_request, env) => addressOf(incomingOf(env)),
    async readMetrics() {
      await fillGauges()
      return metrics.render()
    },
  })
}

/** The node adapter hands every request over with `incoming` as its origin. */
function incomingOf(env: unknown): IncomingMessage {
  return (env as { incoming: IncomingMessage }).incoming
}

function printLine(line: string): void {
  process.stdout.write(`${line}\n`)
}
