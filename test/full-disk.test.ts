import { expect, it } from 'vitest'
import { hostSchema } from '../src/contract/host.ts'
import { incidentSchema } from '../src/contract/incident.ts'
import { problemIn } from './kit/api-client.ts'
import { failedStart } from './kit/failed-start.ts'
import { serveEnv, startServer } from './kit/flatline-server.ts'
import { freePort } from './kit/free-port.ts'
import { leaveOut } from './kit/leave-out.ts'
import { smallDisk } from './kit/small-disk.ts'
import { startSwarm } from './kit/swarm.ts'
import { pause, waitUntil } from './kit/wait-until.ts'

const TIMING = { interval: '1s', grace: '2s' } as const
const TIMEOUT_MS = 3_000

it('says that the disk is full, blames nobody, and goes on once there is room', async (context) => {
  const disk = smallDisk(32)
  if (disk === undefined) leaveOut(context, 'a small file system cannot be mounted here')
  const server = await startServer({ FLATLINE_DATA_DIR: disk.path })
  const hostIds = Array.from({ length: 20 }, (_, index) => `till-${index}`)
  const { url, beatKey: key } = server
  const swarm = startSwarm({ url, key, hostIds, fields: TIMING, connections: 4, everyMs: 1_000 })
  const status = async () => (await server.admin.send('GET', '/v1/status')).status
  await waitUntil('all to be heard', () => swarm.acknowledged.size === 20, 10_000)
  expect(await status()).toBe(200)

  disk.fill()
  const refusal = await waitUntil(
    'a heartbeat that is refused',
    async () => {
      const answer = await server.beat('till-0', TIMING)
      return answer.status !== 200 && answer
    },
    20_000,
  )
  expect(refusal.status).toBe(503)
  expect(problemIn(refusal).code).toBe('store_unavailable')
  expect(Number(refusal.headers.get('retry-after'))).toBeGreaterThan(0)
  await waitUntil('a status of 503', async () => (await status()) === 503, 10_000)
  await pause(2 * TIMEOUT_MS)

  disk.free()
  await waitUntil(
    'a heartbeat that is taken',
    async () => (await server.beat('till-0', TIMING)).status === 200,
    10_000,
  )
  await waitUntil('a status of 200', async () => (await status()) === 200, 10_000)
  await pause(2 * TIMEOUT_MS)
  const incidents = await server.admin.all('/v1/incidents', incidentSchema)
  expect(swarm.unjust(incidents, TIMEOUT_MS)).toEqual([])

  await server.stop('SIGKILL')
  await swarm.stop()
  await server.restart()
  const hosts = await server.admin.all('/v1/hosts', hostSchema)
  const heard = new Map(hosts.map((host) => [host.hostId, Date.parse(host.lastHeartbeatAt ?? '')]))
  const lost = [...swarm.acknowledged].filter(([id, sentAt]) => !((heard.get(id) ?? 0) >= sentAt))
  expect(lost).toEqual([])
})

it('refuses to start on a disk that is full or read-only, and names it', async (context) => {
  const disk = smallDisk(1)
  if (disk === undefined) leaveOut(context, 'a small file system cannot be mounted here')
  disk.fill()
  const full = await failedStart(serveEnv(disk.path, await freePort()))
  expect(full.sentence).toContain(disk.path)
  expect(full.sentence).toMatch(/full|room/)
  disk.readOnly()
  const locked = await failedStart(serveEnv(disk.path, await freePort()))
  expect(locked.sentence).toContain(disk.path)
  expect(locked.sentence).toContain('can be written')
})
