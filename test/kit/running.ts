import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { atTestEnd, type Ends } from './ends.ts'
import { within } from './wait-until.ts'

/** A child process with what it has written so far. Killed when its test is over. */
export interface Running {
  readonly pid: number
  stdout(): string
  stderr(): string
  /** Set once it has ended. */
  exit(): Exit | undefined
  signal(name: NodeJS.Signals): void
  /** Resolves when it has ended, of itself or by a signal that was sent. */
  ended(limitMs?: number): Promise<Exit>
}

export interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

const OUTPUT_MAX = 4_000_000
const alive = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of alive) child.kill('SIGKILL')
})

export function run(
  command: string,
  args: readonly string[],
  options: Pick<SpawnOptions, 'cwd' | 'env'> = {},
  ends: Ends = atTestEnd,
): Running {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  const output = { stdout: '', stderr: '' }
  let exit: Exit | undefined
  alive.add(child)
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] = (output[name] + text).slice(-OUTPUT_MAX)
    })
  }
  const closed = once(child, 'close').then(([code, signal]): Exit => {
    alive.delete(child)
    exit = { code, signal }
    return exit
  })
  ends(async () => {
    child.kill('SIGCONT')
    child.kill('SIGKILL')
    await closed.catch(() => undefined)
  })
  if (child.pid === undefined) throw new Error(`${command} could not be started`)
  return {
    pid: child.pid,
    stdout: () => output.stdout,
    stderr: () => output.stderr,
    exit: () => exit,
    signal: (name) => void child.kill(name),
    ended: (limitMs = 15_000) => within(`the end of ${command} ${args.join(' ')}`, limitMs, closed),
  }
}
