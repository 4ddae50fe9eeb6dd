import { request } from 'node:http'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { type Incident, incidentSchema } from '../src/contract/incident.ts'
import { type FlatlineServer, startServer } from './kit/flatline-server.ts'
import { sh } from './kit/shell.ts'
import { pause, waitUntil } from './kit/wait-until.ts'

/** A turn of 20 ms takes one connection: these wait for more than interval + grace. */
const HOSTS = 120
const TIMING = { interval: '1s', grace: '1s' } as const
const TIMEOUT_MS = 2_000
/** All come at once, just before they would be missing, at different instants between two ticks. */
const EVERY_MS = 1_900
const LOAD_MS = 12_000
const DEAD = ['dead-1', 'dead-2']

it.each([
  ['with the fast path', { FLATLINE_FAST_PATH: 'on' }],
  ['without the fast path', { FLATLINE_FAST_PATH: 'off' }],
  // Each takes half of the connections, in turns that are longer.
  ['with two workers', { FLATLINE_WORKERS: '2', TEST_TURN_MS: '50' }],
])('blames nobody whose connection waits, and finds who died: %s', async (_, settings) => {
  const preload = fileURLToPath(new URL('kit/slow-turns.mjs', import.meta.url))
  const server = await startServer({ NODE_OPTIONS: `--import=${preload}`, ...settings })
  const { stdout } = await sh(`pgrep -P ${server.process().pid}`)
  const workers = stdout.split('\n').filter(Boolean).map(Number)
  const toggleSlowness = () => {
    server.process().signal('SIGUSR2')
    for (const pid of workers) process.kill(pid, 'SIGUSR2')
  }
  const callers = startCallers(server)
  await waitUntil('all to be heard', () => callers.heard() === HOSTS, 20_000)
  for (const hostId of DEAD) expect((await server.beat(hostId, TIMING)).status).toBe(200)

  toggleSlowness()
  await pause(LOAD_MS)
  const loaded = callers.longestMs()
  toggleSlowness()

  const found = async () => (await incidentsOf(server)).filter(isDead).length === DEAD.length
  await waitUntil('two incidents', found, 30_000, () => server.process().stdout())
  await pause(2 * TIMEOUT_MS)
  const incidents = await incidentsOf(server)
  await callers.stop()
  expect(loaded).toBeGreaterThan(TIMEOUT_MS)
  const blamed = incidents.filter((each) => !isDead(each) && callers.cameInTime(each))
  expect(blamed.slice(0, 3)).toEqual([])
  expect(
    incidents
      .filter(isDead)
      .map(({ hostId }) => hostId)
      .sort(),
  ).toEqual(DEAD)
})

function isDead({ hostId }: Incident): boolean {
  return DEAD.includes(hostId)
}

function incidentsOf(server: FlatlineServer): Promise<Incident[]> {
  return server.admin.all('/v1/incidents', incidentSchema)
}

/** Hosts that connect anew for each heartbeat, as curl does, and wait for the answer. */
function startCallers({ url, beatKey }: FlatlineServer) {
  const heard = new Set<string>()
  const connectedAt = new Map<string, number[]>()
  const startedAt = performance.now()
  let longestMs = 0
  let stopped = false
  const call = async (hostId: string) => {
    const instants: number[] = []
    connectedAt.set(hostId, instants)
    while (!stopped) {
      const began = performance.now()
      const connected = () => void instants.push(Date.now())
      const status = await post(url, beatKey, { hostId, ...TIMING }, connected)
      if (status === 200) heard.add(hostId)
      longestMs = Math.max(longestMs, performance.now() - began)
      await pause(EVERY_MS - ((performance.now() - startedAt) % EVERY_MS))
    }
  }
  const loops = Array.from({ length: HOSTS }, (_, index) => call(`alive-${index}`))
  return {
    heard: () => heard.size,
    longestMs: () => longestMs,
    /** Whether it called again within its timeout; this process may have kept it from that. */
    cameInTime({ hostId, lastHeartbeatAt }: Incident): boolean {
      const last = Date.parse(lastHeartbeatAt)
      const next = connectedAt.get(hostId)?.find((at) => at > last)
      return next !== undefined && next < last + TIMEOUT_MS
    },
    async stop() {
      stopped = true
      await Promise.all(loops)
    },
  }
}

function post(url: string, key: string, body: object, connected: () => void): Promise<number> {
  return new Promise((resolve) => {
    const headers = { 'x-api-key': key, connection: 'close' }
    const sent = request(`${url}/v1/heartbeat`, { method: 'POST', agent: false, headers })
    sent.on('socket', (socket) => socket.on('connect', connected))
    sent.on('response', (response) => {
      response.resume().on('close', () => resolve(response.statusCode ?? 0))
    })
    sent.on('error', () => resolve(0)).end(JSON.stringify(body))
  })
}
