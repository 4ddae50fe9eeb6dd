import { fileURLToPath } from 'node:url'
import { type Answer, type Api, apiClient } from './api-client.ts'
import { cleanEnv } from './clean-env.ts'
import { atTestEnd, type Ends } from './ends.ts'
import { freePort } from './free-port.ts'
import { type Exit, type Running, run } from './running.ts'
import { tempDir } from './temp-dir.ts'
import { waitUntil } from './wait-until.ts'

type Env = Readonly<Record<string, string>>

/** The built program as a child process, on a data directory and a port of its own. */
export interface FlatlineServer extends PrintedKeys {
  readonly url: string
  readonly port: number
  readonly dataDir: string
  readonly admin: Api
  /** The process that runs now, or ran last. */
  process(): Running
  /** When it said that it listens. */
  listeningAt(): number
  beat(hostId: string, fields?: Readonly<Record<string, unknown>>): Promise<Answer>
  stop(signal: 'SIGKILL' | 'SIGTERM'): Promise<Exit>
  /** Starts again on the same directory and port, once it has ended. */
  restart(): Promise<void>
}

export interface PrintedKeys {
  readonly adminKey: string
  readonly beatKey: string
}

export const KEY = /fl_[0-9A-Za-z]{8}_[0-9A-Za-z]{49}/
const PROGRAM = fileURLToPath(new URL('../../bin/flatline.js', import.meta.url))
/** A bound, not an expectation: a busy machine takes its time. */
const START_LIMIT_MS = 60_000

/** `keys`: those that another server on the same store has printed. */
export async function startServer(
  env: Env = {},
  { ends = atTestEnd, keys }: { readonly ends?: Ends; readonly keys?: PrintedKeys } = {},
): Promise<FlatlineServer> {
  const dataDir = env.FLATLINE_DATA_DIR ?? tempDir(ends)
  const port = env.FLATLINE_PORT === undefined ? await freePort() : Number(env.FLATLINE_PORT)
  const url = `http://127.0.0.1:${port}`
  const launch = () => flatline(['serve'], { ...serveEnv(dataDir, port), ...env }, ends)
  let process = launch()
  let listeningAt = await listening(process, port)
  const { adminKey, beatKey } = keys ?? (await greeted(process))
  const beating = apiClient(url, beatKey)
  return {
    url,
    port,
    dataDir,
    adminKey,
    beatKey,
    admin: apiClient(url, adminKey),
    process: () => process,
    listeningAt: () => listeningAt,
    beat: (hostId, fields = {}) => beating.send('POST', '/v1/heartbeat', { hostId, ...fields }),
    async stop(signal) {
      process.signal(signal)
      return await process.ended()
    },
    async restart() {
      process = launch()
      listeningAt = await listening(process, port)
    },
  }
}

/** Runs the program with these arguments and nothing but this environment. */
export function flatline(args: readonly string[], env: Env = {}, ends: Ends = atTestEnd): Running {
  const home = env.HOME ?? '/nonexistent'
  return run(globalThis.process.execPath, [PROGRAM, ...args], { env: cleanEnv(home, env) }, ends)
}

export function serveEnv(dataDir: string, port: number): Env {
  return {
    FLATLINE_HOST: '127.0.0.1',
    FLATLINE_PORT: String(port),
    FLATLINE_DATA_DIR: dataDir,
    FLATLINE_ALLOW_TARGETS: '127.0.0.1/32',
  }
}

/** Resolves, with the wall clock's time, when the program has said where it listens. */
export async function listening(process: Running, port: number): Promise<number> {
  const line = new RegExp(`listen.*:${port}\\b`, 'i')
  await waitUntil(
    `"listening" with port ${port} on standard output`,
    () => {
      if (process.exit() !== undefined) throw new Error(`the start failed: ${written(process)}`)
      return line.test(process.stdout())
    },
    START_LIMIT_MS,
    () => written(process),
  )
  return Date.now()
}

/** A first start has said all that it says once the crontab line is there. */
async function greeted(process: Running): Promise<PrintedKeys> {
  await waitUntil(
    'the crontab line of a first start',
    () => process.stdout().includes('* * * * * ') && process.stdout().endsWith('\n\n'),
    5_000,
    () => written(process),
  )
  return { adminKey: printedKey(process, 'admin'), beatKey: printedKey(process, 'beat') }
}

export function written(process: Running): string {
  return `stdout:\n${process.stdout()}\nstderr:\n${process.stderr()}`
}

/** From the line that begins with the key's name. */
export function printedKey(process: Running, name: 'admin' | 'beat'): string {
  const line = new RegExp(`^\\s*${name}\\s+(${KEY.source})\\s*$`, 'm')
  const key = line.exec(process.stdout())?.[1]
  if (key === undefined) throw new Error(`no ${name} key was printed. ${written(process)}`)
  return key
}
