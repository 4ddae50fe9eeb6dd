import { Socket } from 'node:net'
import { EXIT, StartError } from '../../start-error.ts'
import { openWorker, type WorkerOptions } from './worker.ts'

/** What a worker tells the main process: first that it hears, then whether it listens. */
export type WorkerReport = 'ready' | Listened
export type Listened =
  | { readonly host: string; readonly port: number }
  | { readonly sentence: string; readonly exitCode: number }

/** Behind standard input, output, error, and what node:cluster uses itself. */
const CHANNEL_FD = 4

/** The main process says when to end; a signal to the whole group comes to it too. */
process.on('SIGTERM', () => undefined).on('SIGINT', () => undefined)
process.once('message', (message) => void begin(asOptions(message)))
// What node:cluster is sent before that is lost.
report('ready')

async function begin(options: WorkerOptions): Promise<void> {
  const channel = new Socket({ fd: CHANNEL_FD, readable: true, writable: true })
  try {
    const { address, port } = await openWorker(options, channel, () => process.exit(EXIT.ok))
    report({ host: address, port })
  } catch (error) {
    const exitCode = error instanceof StartError ? error.exitCode : EXIT.failed
    const sentence = error instanceof Error ? error.message : String(error)
    report({ sentence, exitCode })
  }
}

function report(message: WorkerReport): void {
  process.send?.(message)
}

function asOptions(message: unknown): WorkerOptions {
  return message as WorkerOptions
}
