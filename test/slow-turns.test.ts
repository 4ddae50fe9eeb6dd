import { request } from 'node:http'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { incidentSchema } from '../src/contract/incident.ts'
import { type FlatlineServer, startServer } from './kit/flatline-server.ts'
import { pause, waitUntil } from './kit/wait-until.ts'

/** A turn of 20 ms takes one connection: these wait for more than interval + grace. */
const HOSTS = 120
const TIMING = { interval: '1s', grace: '1s' } as const
const TIMEOUT_MS = 2_000
const LOAD_MS = 12_000
const DEAD = ['dead-1', 'dead-2']

it('blames nobody whose connection waits to be accepted, and finds who died', async () => {
  const preload = fileURLToPath(new URL('kit/slow-turns.mjs', import.meta.url))
  const server = await startServer({ NODE_OPTIONS: `--import=${preload}` })
  const callers = startCallers(server)
  await waitUntil('all to be heard', () => callers.heard() === HOSTS, 20_000)
  for (const hostId of DEAD) expect((await server.beat(hostId, TIMING)).status).toBe(200)

  server.process().signal('SIGUSR2')
  await pause(LOAD_MS)
  const loaded = callers.longestMs()
  server.process().signal('SIGUSR2')

  const found = async () => (await incidentsOf(server)).length >= DEAD.length
  await waitUntil('two incidents', found, 30_000, () => server.process().stdout())
  await pause(2 * TIMEOUT_MS)
  await callers.stop()
  expect(loaded).toBeGreaterThan(TIMEOUT_MS)
  const all = await incidentsOf(server)
  expect(all.filter((hostId) => !DEAD.includes(hostId)).slice(0, 3)).toEqual([])
  expect(all.sort()).toEqual(DEAD)
})

async function incidentsOf(server: FlatlineServer): Promise<string[]> {
  const incidents = await server.admin.all('/v1/incidents', incidentSchema)
  return incidents.map(({ hostId }) => hostId)
}

/** Hosts that connect anew for each heartbeat, as curl does, and wait for the answer. */
function startCallers({ url, beatKey }: FlatlineServer) {
  const heard = new Set<string>()
  let longestMs = 0
  let stopped = false
  const call = async (hostId: string) => {
    while (!stopped) {
      const began = performance.now()
      if ((await post(url, beatKey, { hostId, ...TIMING })) === 200) heard.add(hostId)
      longestMs = Math.max(longestMs, performance.now() - began)
      await pause(1_000)
    }
  }
  const loops = Array.from({ length: HOSTS }, (_, index) => call(`alive-${index}`))
  return {
    heard: () => heard.size,
    longestMs: () => longestMs,
    async stop() {
      stopped = true
      await Promise.all(loops)
    },
  }
}

function post(url: string, key: string, body: object): Promise<number> {
  return new Promise((resolve) => {
    const headers = { 'x-api-key': key, connection: 'close' }
    const sent = request(`${url}/v1/heartbeat`, { method: 'POST', agent: false, headers })
    sent.on('response', (response) => {
      response.resume().on('close', () => resolve(response.statusCode ?? 0))
    })
    sent.on('error', () => resolve(0)).end(JSON.stringify(body))
  })
}
