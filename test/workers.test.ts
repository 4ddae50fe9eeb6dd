import { writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { auditLineSchema } from '../src/contract/audit-line.ts'
import { hostSchema } from '../src/contract/host.ts'
import { incidentSchema } from '../src/contract/incident.ts'
import { keySecretSchema } from '../src/contract/key-secret.ts'
import { failedStart } from './kit/failed-start.ts'
import { type FlatlineServer, serveEnv, startServer } from './kit/flatline-server.ts'
import { sendRaw } from './kit/raw-http.ts'
import { curl, sh } from './kit/shell.ts'
import { startSwarm } from './kit/swarm.ts'
import { tempDir } from './kit/temp-dir.ts'
import { pause, waitUntil } from './kit/wait-until.ts'

const WORKERS = { FLATLINE_WORKERS: '2' } as const
const TIMEOUT_MS = 2_000
const TIMING = { interval: '1s', grace: '1s' } as const
const AN_HOUR = { interval: '1h', grace: '1h' } as const

async function workersOf(server: FlatlineServer): Promise<number[]> {
  const { stdout } = await sh(`pgrep -P ${server.process().pid}`)
  return stdout.split('\n').filter(Boolean).map(Number)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** The workers that were there have gone, and as many others have come. */
async function renewed(server: FlatlineServer, former: readonly number[]): Promise<void> {
  await waitUntil(
    'new workers',
    async () => {
      const now = await workersOf(server)
      return now.length === 2 && now.some((pid) => !former.includes(pid))
    },
    10_000,
  )
}

function request(server: FlatlineServer, hostId: string, key = server.beatKey): string {
  return requestOf(key, { hostId })
}

function timedRequest({ beatKey }: FlatlineServer, hostId: string): string {
  return requestOf(beatKey, { hostId, ...TIMING })
}

function requestOf(key: string, fields: object): string {
  const body = JSON.stringify(fields)
  const head = `POST /v1/heartbeat HTTP/1.1\r\nHost: x\r\nx-api-key: ${key}\r\n`
  return `${head}Content-Length: ${body.length}\r\n\r\n${body}`
}

/** What was acknowledged, by host and instant, and is not stored. */
async function lostBy(server: FlatlineServer, acknowledged: ReadonlyMap<string, number>) {
  const hosts = await server.admin.all('/v1/hosts?limit=1000', hostSchema)
  const heard = new Map(hosts.map((host) => [host.hostId, Date.parse(host.lastHeartbeatAt ?? '')]))
  return [...acknowledged].filter(([id, sentAt]) => !((heard.get(id) ?? 0) >= sentAt))
}

it('hears what curl sends, refuses a wrong key, and answers everything else', async () => {
  const server = await startServer(WORKERS)
  expect(await workersOf(server)).toHaveLength(2)
  const send = (key: string) =>
    curl(`-H 'x-api-key: ${key}' -d '{"hostId":"till-1"}' ${server.url}/v1/heartbeat`)
  expect(await send(server.beatKey)).toEqual({ status: 200, body: '{"message":"OK"}' })
  const wrong = await send(`${server.beatKey.slice(0, -1)}_`)
  expect([wrong.status, JSON.parse(wrong.body).code]).toEqual([401, 'unauthorized'])
  const reading = await send(server.adminKey)
  expect([reading.status, JSON.parse(reading.body).code]).toEqual([403, 'insufficient_scope'])
  expect((await server.admin.get('/v1/hosts/till-1', hostSchema)).state).toBe('up')
  const metrics = (await server.admin.send('GET', '/metrics')).text
  expect(metrics).toContain('flatline_heartbeats_total{result="recorded"} 1')
})

it('answers several requests on one connection in their order, whatever they are', async () => {
  const server = await startServer(WORKERS)
  const requests = [
    request(server, 'a'),
    request(server, 'b', 'fl_nonsense'),
    request(server, 'c'),
    'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n',
    request(server, 'd'),
  ]
  const { answers } = await sendRaw(server.port, [requests.join('')], { answersMax: 5 })
  expect(answers.map(({ status }) => status)).toEqual([200, 401, 200, 200, 200])
})

it('knows whom a request comes from', async () => {
  const server = await startServer(WORKERS)
  const input = JSON.stringify({ name: 'k', scopes: ['beat'] })
  const args = `--interface 127.0.0.7 -H 'x-api-key: ${server.adminKey}' -d '${input}'`
  expect((await curl(`${args} ${server.url}/v1/keys`)).status).toBe(201)
  const [line] = await server.admin.all('/v1/audit', auditLineSchema)
  expect(line).toMatchObject({ action: 'POST /v1/keys', from: '127.0.0.7' })
})

it('refuses a key that was revoked, on a connection where it was good', async () => {
  const server = await startServer(WORKERS)
  const input = { name: 'k', scopes: ['beat'] }
  const { id, key } = await server.admin.post('/v1/keys', input, keySecretSchema)
  if (key === null) throw new Error('a key without its text')
  const text = request(server, 'a', key)
  const { answers } = await sendRaw(server.port, [text], { answersMax: 1 })
  expect(answers[0]?.status).toBe(200)
  expect((await server.admin.send('DELETE', `/v1/keys/${id}`)).status).toBe(204)
  await waitUntil(
    'the refusal',
    async () => (await sendRaw(server.port, [text], { answersMax: 1 })).answers[0]?.status === 401,
    2_000,
  )
})

it('speaks TLS', async () => {
  const dir = tempDir()
  const [cert, key] = [join(dir, 'cert.pem'), join(dir, 'key.pem')]
  const make = `openssl req -x509 -newkey rsa:2048 -nodes -keyout ${key} -out ${cert} -days 2`
  expect((await sh(`${make} -subj /CN=localhost`)).code).toBe(0)
  const server = await startServer({
    ...WORKERS,
    FLATLINE_TLS_CERT: cert,
    FLATLINE_TLS_KEY: key,
  })
  const url = server.url.replace('http:', 'https:')
  const args = `-k -H 'x-api-key: ${server.beatKey}' -d '{"hostId":"till-1"}'`
  expect((await curl(`${args} ${url}/v1/heartbeat`)).status).toBe(200)
  const read = await curl(`-k -H 'x-api-key: ${server.adminKey}' ${url}/v1/hosts/till-1`)
  expect(JSON.parse(read.body)).toMatchObject({ state: 'up' })
  expect(server.process().stderr()).not.toContain('warn')
})

it('says in one sentence why it cannot start', async () => {
  const first = await startServer(WORKERS)
  const taken = await failedStart({ ...serveEnv(tempDir(), first.port), ...WORKERS })
  expect(taken.code).toBe(1)
  expect(taken.sentence).toContain(`Port ${first.port} is in use`)
  const file = join(tempDir(), 'cert.pem')
  writeFileSync(file, '-----BEGIN NOTHING-----')
  const tls = { FLATLINE_TLS_CERT: file, FLATLINE_TLS_KEY: file }
  const broken = await failedStart({ ...serveEnv(tempDir(), 1), ...WORKERS, ...tls })
  expect(broken).toMatchObject({ code: 78, sentence: expect.stringContaining('FLATLINE_TLS_CERT') })
  const slow = { ...WORKERS, FLATLINE_FAST_PATH: 'off' }
  const odd = await failedStart({ ...serveEnv(tempDir(), 1), ...slow })
  expect(odd).toMatchObject({ code: 78, sentence: expect.stringContaining('FLATLINE_WORKERS') })
})

it('goes on when workers are killed, blames nobody, and keeps what it acknowledged', async () => {
  const server = await startServer(WORKERS)
  const hostIds = Array.from({ length: 200 }, (_, index) => `h-${index}`)
  const { url, beatKey: key } = server
  const swarm = startSwarm({ url, key, hostIds, fields: TIMING, connections: 200, everyMs: 700 })
  await waitUntil('all to be heard', () => swarm.acknowledged.size === 200, 20_000)
  for (const count of [1, 2]) {
    const former = await workersOf(server)
    for (const pid of former.slice(0, count)) process.kill(pid, 'SIGKILL')
    await renewed(server, former)
    await pause(2 * TIMEOUT_MS)
  }
  const incidents = await server.admin.all('/v1/incidents', incidentSchema)
  expect(swarm.unjust(incidents, TIMEOUT_MS).slice(0, 3)).toEqual([])
  expect(server.process().stderr()).toContain('a worker has ended and is started again')
  await server.stop('SIGKILL')
  await swarm.stop()
  await server.restart()
  expect(await lostBy(server, swarm.acknowledged)).toEqual([])
})

it('leaves no worker behind after kill -9, and starts again at once', async () => {
  const server = await startServer(WORKERS)
  const workers = await workersOf(server)
  await server.stop('SIGKILL')
  await server.restart()
  await waitUntil('the workers to end', () => !workers.some(isAlive), 5_000)
  expect((await server.beat('a')).status).toBe(200)
})

it('ends with 0 under load, and has everything that it acknowledged', async () => {
  const server = await startServer(WORKERS)
  const workers = await workersOf(server)
  const hostIds = Array.from({ length: 300 }, (_, index) => `h-${index}`)
  const { url, beatKey: key } = server
  const swarm = startSwarm({ url, key, hostIds, fields: AN_HOUR, connections: 16, everyMs: 0 })
  await waitUntil('load', () => (swarm.answers.get(200) ?? 0) > 600, 20_000)
  server.process().signal('SIGTERM')
  for (const pid of workers) process.kill(pid, 'SIGTERM')
  expect(await server.process().ended(10_000)).toEqual({ code: 0, signal: null })
  expect(workers.filter(isAlive)).toEqual([])
  await swarm.stop()
  await server.restart()
  expect(await lostBy(server, swarm.acknowledged)).toEqual([])
})

it('blames nobody whose heartbeat lies unread in a worker that stands still', async () => {
  const server = await startServer(WORKERS)
  let answers = 0
  const hosts = Array.from({ length: 40 }, (_, index): [Socket, string] => {
    const socket = connect(server.port, '127.0.0.1').on('error', () => undefined)
    socket.on('data', (bytes) => {
      answers += `${bytes}`.split('HTTP/1.1 200').length - 1
    })
    return [socket, timedRequest(server, `h-${index}`)]
  })
  const beatAll = () => hosts.forEach(([socket, text]) => void socket.write(text))
  beatAll()
  const beating = setInterval(beatAll, 600)
  onTestFinished(() => {
    clearInterval(beating)
    for (const [socket] of hosts) socket.destroy()
  })
  await waitUntil('all to be heard', () => answers >= hosts.length, 20_000)
  for (const pid of await workersOf(server)) {
    process.kill(pid, 'SIGSTOP')
    await pause(2 * TIMEOUT_MS)
    process.kill(pid, 'SIGCONT')
    await pause(2 * TIMEOUT_MS)
  }
  expect(await server.admin.all('/v1/incidents', incidentSchema)).toEqual([])
})

it('blames nobody while a worker stands still, and finds who died', async () => {
  const server = await startServer(WORKERS)
  const hostIds = Array.from({ length: 60 }, (_, index) => `h-${index}`)
  const { url, beatKey: key } = server
  const swarm = startSwarm({ url, key, hostIds, fields: TIMING, connections: 60, everyMs: 700 })
  await waitUntil('all to be heard', () => swarm.acknowledged.size === 60, 20_000)
  expect((await server.beat('dead-1', TIMING)).status).toBe(200)
  const [stopped = 0] = await workersOf(server)
  process.kill(stopped, 'SIGSTOP')
  await pause(8_000)
  process.kill(stopped, 'SIGCONT')
  const incidents = () => server.admin.all('/v1/incidents', incidentSchema)
  await waitUntil('the incident', async () => (await incidents()).length > 0, 20_000)
  await pause(2 * TIMEOUT_MS)
  await swarm.stop()
  expect((await incidents()).map(({ hostId }) => hostId)).toEqual(['dead-1'])
  expect(server.process().stderr()).toContain('connections wait too long')
})
