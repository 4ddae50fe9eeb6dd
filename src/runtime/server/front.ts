import { refuse } from '../../core/listening.ts'
import type { Context } from '../../service/context.ts'
import type { Config } from '../config.ts'
import { clientAddress } from './client-address.ts'
import { connectionsWithin, workerConnectionsMax } from './connections-within.ts'
import { type ListenerLimits, openListener } from './http-listener.ts'
import { listenOn } from './listen-on.ts'
import { watchListenQueue } from './listen-queue.ts'
import { readOpenFilesMax } from './open-files-max.ts'
import type { App } from './route-requests.ts'

/** Where the world comes in. */
export interface Front {
  readonly port: number
  /** Takes nothing new; resolves when all is answered, or is given up after `drainMs`. */
  close(drainMs: number): Promise<void>
}

export interface FrontParts {
  readonly limits: ListenerLimits
  /** What the system allows this process. */
  readonly openFilesMax?: number | undefined
  readonly workerProgram?: string | undefined
}

/** Listens, in this process or in workers. Throws a StartError. */
export async function openFront(
  ctx: Context,
  config: Config,
  app: App,
  { limits, openFilesMax = readOpenFilesMax(), workerProgram }: FrontParts,
): Promise<Front> {
  const { tls, fastPath, host, port, workers: count } = config
  const onDropped = () => {
    ctx.meter.count('flatline_connections_dropped_total')
    ctx.listening = refuse(ctx.listening, 'overload', ctx.clock.read().wallMs)
  }
  const addressOf = clientAddress(config.trustProxy)
  const inMain = count === 0 ? { tls, fastPath } : { tls: null, fastPath: false }
  const listener = openListener({ ctx, app, limits, onDropped, addressOf, ...inMain })
  const { server } = listener
  /** Not before it listens: a start that fails says its one sentence and nothing else. */
  const bound = () => {
    server.maxConnections = connectionsWithin(openFilesMax, limits.connectionsMax, ctx.log)
  }
  if (count === 0) {
    server.once('listening', bound)
    const chosen = await listenOn(server, port, host)
    watchListenQueue(ctx, server)
    return { port: chosen, close: (drainMs) => listener.close(drainMs) }
  }
  // Only who wants workers loads what starts them.
  const { openWorkers } = await import('./workers/open-workers.ts')
  const place = { host, port }
  const program = workerProgram
  const connectionsMax = Math.min(limits.connectionsMax, workerConnectionsMax(openFilesMax, count))
  const options = { ctx, listener, count, place, tls, onDropped, program }
  const workers = await openWorkers({ ...options, limits: { ...limits, connectionsMax } })
  bound()
  return workers
}
