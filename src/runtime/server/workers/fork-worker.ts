import cluster, { type Worker } from 'node:cluster'
import { Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { WorkerOptions } from './worker.ts'
import type { Listened, WorkerReport } from './worker-main.ts'

/** A process that was started; it has ended when `ended` resolves. */
export interface Forked {
  readonly pid: number
  readonly channel: Socket
  /** Whether it listens; null if it ended before it could say so. */
  readonly report: Promise<Listened | null>
  readonly ended: Promise<string>
  kill(): void
}

export type ForkWorker = (options: WorkerOptions) => Forked

const CHANNEL_FD = 4

/** `program`: the file that a worker runs; the one beside this file if there is none. */
export function workerForker(program?: string): ForkWorker {
  const exec = program ?? fileURLToPath(new URL('./worker-main.js', import.meta.url))
  return (options) => {
    // Each worker takes connections itself; the main process has enough to do.
    cluster.schedulingPolicy = cluster.SCHED_NONE
    const stdio = ['ignore', 'ignore', 'inherit', 'ipc', 'pipe']
    cluster.setupPrimary({ exec, args: [], serialization: 'advanced', stdio: asStdio(stdio) })
    const worker = cluster.fork()
    const ended = new Promise<string>((resolve) => {
      worker.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`))
      worker.on('error', (error) => {
        if (worker.process.pid === undefined) resolve(error.message)
      })
    })
    const reported = new Promise<Listened>((resolve) => {
      worker.on('message', (message) => {
        const report = asReport(message)
        if (report === 'ready') worker.send(options)
        else resolve(report)
      })
    })
    return {
      pid: worker.process.pid ?? 0,
      channel: channelOf(worker),
      report: Promise.race([reported, ended.then(() => null)]),
      ended,
      kill: () => void worker.process.kill('SIGKILL'),
    }
  }
}

function channelOf(worker: Worker): Socket {
  const channel = worker.process.stdio[CHANNEL_FD]
  if (channel instanceof Socket) return channel
  throw new Error('a worker without a channel')
}

function asStdio(stdio: string[]): NonNullable<(typeof cluster.settings)['stdio']> {
  return stdio as NonNullable<(typeof cluster.settings)['stdio']>
}

function asReport(message: unknown): WorkerReport {
  return message as WorkerReport
}
