import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Context } from '../../../service/context.ts'
import type { HttpListener, ListenerLimits, Tls } from '../http-listener.ts'
import { type Place, type QueueWatch, reachable, watchQueue } from '../listen-queue.ts'
import { workerForker } from './fork-worker.ts'
import { openPrivateDoor } from './private-door.ts'
import { Workers } from './workers.ts'

export interface OpenWorkersOptions {
  readonly ctx: Context
  /** Of the main process: it listens to nobody but the workers. */
  readonly listener: HttpListener
  readonly count: number
  readonly place: Place
  readonly tls: Tls | null
  /** Of all workers together. */
  readonly limits: ListenerLimits
  readonly onDropped: () => void
  readonly program: string | undefined
}

export interface OpenWorkers {
  readonly port: number
  close(drainMs: number): Promise<void>
}

const TICKET_KEY_BYTES = 48
/** More than the system allows is what it allows (listen(2)). */
const BACKLOG = 65_535

/** Lets workers listen on `place` instead of this process. Throws a StartError. */
export async function openWorkers(options: OpenWorkersOptions): Promise<OpenWorkers> {
  const { ctx, listener, count, tls, limits, place } = options
  const { server } = listener
  const dir = await mkdtemp(join(tmpdir(), 'flatline-'))
  const path = join(dir, 'http.sock')
  const door = openPrivateDoor(server, { path, isEncrypted: tls !== null })
  let queue: QueueWatch | null = null
  const connectionsMax = Math.ceil(limits.connectionsMax / count)
  const ticketKeys = randomBytes(TICKET_KEY_BYTES)
  const workers = new Workers({
    ctx,
    count,
    worker: {
      ...place,
      path,
      tls: tls === null ? null : { ...tls, ticketKeys },
      limits: { ...limits, connectionsMax },
    },
    fork: workerForker(options.program),
    onTaken: (port) => void queue?.take(port),
    onDropped(port) {
      if (port === 0 || !queue?.take(port)) options.onDropped()
    },
  })
  const close = async (drainMs: number) => {
    await workers.drain(drainMs)
    queue?.stop()
    await listener.close(drainMs)
    await workers.end()
    await rm(dir, { recursive: true, force: true })
  }
  try {
    server.listen({ path, backlog: BACKLOG })
    await once(server, 'listening')
    const { host, port } = await workers.start()
    queue = watchQueue(ctx, {
      place: reachable(host, port),
      isListening: () => server.listening,
      onceAllRead: (act) => workers.flush(() => door.onceAllRead(act)),
    })
    return { port, close }
  } catch (error) {
    await close(0)
    throw error
  }
}
