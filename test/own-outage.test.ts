import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { fleetSchema } from '../src/contract/fleet.ts'
import { type Incident, incidentSchema } from '../src/contract/incident.ts'
import { type FlatlineServer, startServer } from './kit/flatline-server.ts'
import { startSwarm } from './kit/swarm.ts'
import { pause, waitUntil } from './kit/wait-until.ts'

/** Interval + grace. Every outage lasts three of them. */
const TIMEOUT_MS = 3_000
const TIMING = { interval: '1s', grace: '2s' } as const
const OUTAGE_MS = 3 * TIMEOUT_MS
const FOUND_WITHIN_MS = TIMEOUT_MS + 1_000
/** Between being able to listen and this test seeing it. */
const TOLERANCE_MS = 500
const DEAD = ['dead-1', 'dead-2']

/** Makes the server deaf for `OUTAGE_MS` and returns when it was able to listen again. */
type Outage = (server: FlatlineServer) => Promise<number>

it('blames nobody for a kill -9, and finds who died meanwhile', async () => {
  await outlive(await startServer(), stopFor('SIGKILL'), 'stopped')
})

it('blames nobody for a restart, and finds who died meanwhile', async () => {
  await outlive(await startServer(), stopFor('SIGTERM'), 'stopped')
})

it('blames nobody for having been suspended, and finds who died meanwhile', async () => {
  const suspend: Outage = async (server) => {
    server.process().signal('SIGSTOP')
    await pause(OUTAGE_MS)
    server.process().signal('SIGCONT')
    return Date.now()
  }
  await outlive(await startServer(), suspend, 'stalled')
})

it('blames nobody for a blocked event loop, and finds who died meanwhile', async () => {
  const preload = fileURLToPath(new URL('kit/block-loop.mjs', import.meta.url))
  const server = await startServer({
    NODE_OPTIONS: `--import=${preload}`,
    TEST_BLOCK_MS: '10000',
  })
  const block: Outage = async () => {
    server.process().signal('SIGUSR2')
    await pause(2_000)
    const began = Date.now()
    await server.admin.send('GET', '/healthz')
    expect(Date.now() - began).toBeGreaterThan(5_000)
    return Date.now()
  }
  await outlive(server, block, 'stalled')
})

function stopFor(signal: 'SIGKILL' | 'SIGTERM'): Outage {
  return async (server) => {
    await server.stop(signal)
    await pause(OUTAGE_MS)
    await server.restart()
    return server.listeningAt()
  }
}

async function outlive(server: FlatlineServer, outage: Outage, cause: string): Promise<void> {
  const hostIds = Array.from({ length: 1_000 }, (_, index) => `alive-${index}`)
  const { url, beatKey: key } = server
  for (const hostId of DEAD) expect((await server.beat(hostId, TIMING)).status).toBe(200)
  // One for each relay: none waits for another that waits for the server.
  const pace = { everyMs: 1_000, perRelay: 10, connections: 100 }
  const swarm = startSwarm({ url, key, hostIds, fields: TIMING, ...pace })
  await waitUntil('all to be heard', () => swarm.acknowledged.size === 1_000, 20_000)
  for (const hostId of DEAD) expect((await server.beat(hostId, TIMING)).status).toBe(200)

  expect(swarm.unjust(await openIncidents(server), TIMEOUT_MS)).toEqual([])

  const backAt = await outage(server)
  const noticed = await waitUntil(
    'two incidents',
    async () => {
      const incidents = (await openIncidents(server)).filter(isDead)
      return incidents.length === DEAD.length && incidents
    },
    FOUND_WITHIN_MS + 10_000,
    () => server.process().stdout(),
  )
  await pause(TIMEOUT_MS)
  const after = await server.admin.all('/v1/incidents', incidentSchema)
  await swarm.stop()

  const ofOthers = after.filter((each) => !isDead(each))
  expect(swarm.unjust(ofOthers, TIMEOUT_MS).slice(0, 3)).toEqual([])
  expect(noticed.map(({ hostId }) => hostId).sort()).toEqual(DEAD)
  const { blindWindows, listeningSince } = await server.admin.get('/v1/fleet', fleetSchema)
  // A busy machine may have stalled it once more.
  const sinceMs = Math.max(backAt, Date.parse(listeningSince))
  for (const { noticedAt } of noticed) {
    expect(Date.parse(noticedAt) - sinceMs).toBeLessThan(FOUND_WITHIN_MS + TOLERANCE_MS)
  }
  const longest = blindWindows.find(
    ({ from, to }) => Date.parse(to) - Date.parse(from) > OUTAGE_MS - TIMEOUT_MS,
  )
  expect(longest?.cause).toBe(cause)
}

function isDead({ hostId }: Incident): boolean {
  return DEAD.includes(hostId)
}

function openIncidents(server: FlatlineServer): Promise<Incident[]> {
  return server.admin.all('/v1/incidents?state=open', incidentSchema)
}
