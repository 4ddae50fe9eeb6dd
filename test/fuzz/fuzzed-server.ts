import { readdirSync, readFileSync } from 'node:fs'
import { type Api, apiClient } from '../kit/api-client.ts'
import { startServer } from '../kit/flatline-server.ts'
import { say } from '../kit/say.ts'
import { waitUntil } from '../kit/wait-until.ts'
import { fieldsIn } from './expect-sound.ts'
import { exchange } from './wire.ts'

/** The built server, with all that must hold of it whatever was sent. */
export interface FuzzedServer {
  readonly port: number
  readonly keys: Keys
  /** For looking at what became of it: a key that no fuzzing touches. */
  readonly control: Api
  /**
   * Throws unless the process lives, has logged no error, and serves a good heartbeat. One that has
   * ended is started again, so that what ended it can be made smaller.
   */
  expectWell(): Promise<void>
  /** Throws if it has logged an error since it was asked last. */
  expectQuiet(): void
  /** Throws if more than a few files and sockets stay open once all connections are over. */
  expectFewFiles(): Promise<void>
  residentBytes(): number
  signal(name: NodeJS.Signals): void
  stderr(): string
}

export interface Keys {
  readonly admin: string
  readonly read: string
  readonly beat: string
}

/** Names of hosts that `expectWell` uses. */
export const GOOD = 'good-'
const GOOD_HOSTS = 50
const EXIT_MS = 5_000
const ERROR_LINE = /^.*"level":"(?:error|fatal)".*$/gm
/** Files of the store, the listener, and what the control client keeps open. */
const FILES_MORE_MAX = 8

export async function startFuzzed(
  env: Readonly<Record<string, string>> = {},
): Promise<FuzzedServer> {
  const server = await startServer(env)
  const { port, url } = server
  const pid = () => server.process().pid
  const keys: Keys = {
    admin: await makeKey(server.admin, 'admin'),
    read: await makeKey(server.admin, 'read'),
    beat: await makeKey(server.admin, 'beat'),
  }
  const filesAtFirst = openFiles(pid())
  let good = 0
  let errorsSeen = 0
  const expectQuiet = () => {
    const errors = server.process().stderr().match(ERROR_LINE) ?? []
    const fresh = errors.slice(errorsSeen)
    errorsSeen = errors.length
    if (fresh.length > 0) throw new Error(`the server has logged: ${fresh.join('\n')}`)
  }
  return {
    port,
    keys,
    expectQuiet,
    control: apiClient(url, server.adminKey),
    async expectWell() {
      const hostId = `${GOOD}${good++ % GOOD_HOSTS}`
      const fault = await unheard(port, keys.beat, hostId)
      if (fault !== undefined) {
        const exit = await server.process().ended(EXIT_MS)
        const said = server.process().stderr().slice(-4_000)
        errorsSeen = 0
        await server.restart()
        throw new Error(`${fault}; the server has ended: ${JSON.stringify(exit)} ${said}`)
      }
      expectQuiet()
    },
    async expectFewFiles() {
      const many = () => openFiles(pid()) > filesAtFirst + FILES_MORE_MAX
      await waitUntil(
        'connections to be closed',
        () => !many(),
        15_000,
        () => openFiles(pid()),
      )
      say(`Open files: ${filesAtFirst} at first, ${openFiles(pid())} at the end.`)
    },
    residentBytes: () => residentBytes(pid()),
    signal: (name) => server.process().signal(name),
    stderr: () => server.process().stderr(),
  }
}

/** Why a good heartbeat was not answered with 200, if so. */
async function unheard(port: number, key: string, hostId: string): Promise<string | undefined> {
  const body = JSON.stringify({ hostId })
  const head = `POST /v1/heartbeat HTTP/1.1\r\nHost: x\r\nx-api-key: ${key}\r\n`
  const rest = `Content-Length: ${body.length}\r\n\r\n${body}`
  const { answers } = await exchange(port, [Buffer.from(head + rest)], 1)
  const [answer] = answers
  if (answer?.status === 200) return undefined
  return `a good heartbeat was answered with ${answer?.status} ${answer?.body}`
}

async function makeKey(admin: Api, scope: string): Promise<string> {
  const input = { name: `fuzz ${scope}`, scopes: [scope], hostsMax: 10_000_000 }
  const { status, text } = await admin.send('POST', '/v1/keys', input)
  const { key } = fieldsIn(Buffer.from(text))
  if (typeof key !== 'string') throw new Error(`no key: ${status} ${text}`)
  return key
}

function openFiles(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length
}

function residentBytes(pid: number): number {
  const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Number(line?.[1]) * 1_024
}
