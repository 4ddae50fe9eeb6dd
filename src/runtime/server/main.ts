import { basename, relative } from 'node:path'
import { loadConfig } from '../config.ts'
import { quietAwsSdk, readEnvironment } from '../env.ts'
import { EXIT, StartError } from '../start-error.ts'
import { withoutSecrets } from '../without-secrets.ts'
import { type RunningServer, startServer } from './server.ts'

/** A server that cannot close in this time ends anyway: what was acknowledged is durable. */
const CLOSE_MS_MAX = 10_000

/** `flatline serve`. Ends the process itself: after a signal, a crash, or a start that failed. */
export async function main(args: readonly string[]): Promise<void> {
  crashOnSurprise()
  quietAwsSdk()
  try {
    const { config, warnings } = loadConfig(args, readEnvironment())
    for (const warning of warnings) complain(`Warning: ${warning}`)
    const server = await startServer(config, { program: calledAs(process.argv[1] ?? '') })
    closeOnSignal(server)
  } catch (error) {
    complain(sentenceOf(error))
    process.exitCode = error instanceof StartError ? error.exitCode : EXIT.failed
    process.exit()
  }
}

/** Installed it is on the PATH; in a copy of the repository it is a file to run. */
function calledAs(file: string): string {
  return basename(file) === 'flatline' ? 'flatline' : `node ${relative(process.cwd(), file)}`
}

/** The first signal closes in peace, the second at once. */
function closeOnSignal(server: RunningServer): void {
  let closing = false
  const close = async () => {
    if (closing) process.exit(EXIT.failed)
    closing = true
    setTimeout(() => process.exit(EXIT.failed), CLOSE_MS_MAX).unref()
    await server.close().catch(() => process.exit(EXIT.failed))
    process.exit(EXIT.ok)
  }
  process.on('SIGTERM', close)
  process.on('SIGINT', close)
}

/**
 * Crash-only: a process whose state is in doubt ends, and a start is the one way of recovery. A
 * reader of standard output that went away is no reason to.
 */
function crashOnSurprise(): void {
  const crash = (error: unknown) => {
    if (isBrokenPipe(error)) return
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
    complain(`Flatline ends because of a fault of its own. ${stack}`)
    process.exit(EXIT.failed)
  }
  process.on('uncaughtException', crash)
  process.on('unhandledRejection', crash)
  process.stdout.on('error', crash)
}

function isBrokenPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE'
}

function sentenceOf(error: unknown): string {
  if (error instanceof StartError) return `Flatline cannot start. ${error.message}`
  const reason = error instanceof Error ? error.message : String(error)
  return `Flatline cannot start: ${reason}`
}

function complain(text: string): void {
  process.stderr.write(`${withoutSecrets(text)}\n`)
}
