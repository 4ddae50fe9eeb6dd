import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { keySecretSchema } from '../src/contract/key-secret.ts'
import { type Answer, apiClient, problemIn } from './kit/api-client.ts'
import { failedStart } from './kit/failed-start.ts'
import { type FlatlineServer, serveEnv, startServer } from './kit/flatline-server.ts'
import { freePort } from './kit/free-port.ts'
import { listen } from './kit/listen.ts'
import { tempDir } from './kit/temp-dir.ts'
import { waitUntil } from './kit/wait-until.ts'

it('refuses a key that lacks the scope, and says which', async () => {
  const server = await startServer()
  const reading = await makeKey(server, { scopes: ['read'] })
  refused(await beatWith(reading.key, server), 403, 'insufficient_scope')
  refused(await apiClient(server.url, server.beatKey).send('GET', '/v1/hosts'), 403)
  refused(await apiClient(server.url, reading.key).send('POST', '/v1/keys', {}), 403)
})

it('refuses a revoked key within a second', async () => {
  const server = await startServer()
  const { id, key } = await makeKey(server, { scopes: ['beat'] })
  expect((await beatWith(key, server)).status).toBe(200)
  expect((await server.admin.send('DELETE', `/v1/keys/${id}`)).status).toBe(204)
  const answer = await waitUntil(
    'a refusal',
    async () => {
      const latest = await beatWith(key, server)
      return latest.status !== 200 && latest
    },
    1_000,
  )
  refused(answer, 401, 'unauthorized')
})

it('refuses hosts outside the pattern of a key, and new hosts beyond its cap', async () => {
  const server = await startServer()
  const { key } = await makeKey(server, { scopes: ['beat'], hostPattern: 'till-*', hostsMax: 2 })
  refused(await beatWith(key, server, 'kiosk-1'), 403, 'foreign_host')
  expect((await beatWith(key, server, 'till-1')).status).toBe(200)
  expect((await beatWith(key, server, 'till-2')).status).toBe(200)
  refused(await beatWith(key, server, 'till-3'), 403, 'host_quota')
  expect((await beatWith(key, server, 'till-1')).status).toBe(200)
  expect((await server.beat('till-3')).status).toBe(200)
})

it('refuses to start a second server on the same data directory', async () => {
  const server = await startServer()
  const second = await failedStart(serveEnv(server.dataDir, await freePort()))
  expect(second.sentence).toMatch(/another flatline/i)
  expect(second.sentence).toContain(String(server.process().pid))
  expect((await server.beat('till-1')).status).toBe(200)
})

it('refuses to start on a port that is taken', async () => {
  const other = createServer()
  const port = await listen(other)
  onTestFinished(() => void other.close())
  const { sentence } = await failedStart(serveEnv(tempDir(), port))
  expect(sentence).toContain(String(port))
  expect(sentence).toContain('FLATLINE_PORT')
})

it('refuses to start with a bad variable, and says how it should look', async () => {
  const base = serveEnv(tempDir(), await freePort())
  const faults: [variable: string, value: string][] = [
    ['FLATLINE_PORT', 'eighty'],
    ['FLATLINE_INTERVAL', '5 minutes'],
    ['FLATLINE_ALLOW_TARGETS', 'localhost'],
    ['FLATLINE_ADMIN_KEY', 'secret'],
    ['FLATLINE_SMTP_URL', 'mail.example.com'],
    ['FLATLINE_TLS_CERT', '/nonexistent/cert.pem'],
  ]
  for (const [variable, value] of faults) {
    const { code, sentence } = await failedStart({ ...base, [variable]: value })
    expect({ variable, code }).toEqual({ variable, code: 78 })
    expect(sentence).toContain(variable)
    expect(sentence).toMatch(/for example|such as|check|cannot be read/i)
    if (variable === 'FLATLINE_ADMIN_KEY') expect(sentence).not.toContain(value)
  }
})

it('refuses to start where it cannot write, and names the directory', async () => {
  const parent = tempDir()
  const file = join(parent, 'file')
  writeFileSync(file, '')
  mkdirSync(join(parent, 'pulses', 'pulses.db'), { recursive: true })
  for (const dataDir of [join(file, 'flatline'), join(parent, 'pulses')]) {
    const { sentence } = await failedStart(serveEnv(dataDir, await freePort()))
    expect(sentence).toContain(dataDir)
  }
})

function makeKey(server: FlatlineServer, wish: { scopes: string[]; [wish: string]: unknown }) {
  return server.admin.post(
    '/v1/keys',
    { name: 'test', ...wish },
    keySecretSchema.extend({ key: keySecretSchema.shape.key.unwrap() }),
  )
}

function beatWith(key: string, server: FlatlineServer, hostId = 'till-1'): Promise<Answer> {
  return apiClient(server.url, key).send('POST', '/v1/heartbeat', { hostId })
}

function refused(answer: Answer, status: number, code = 'insufficient_scope'): void {
  expect(answer.status).toBe(status)
  expect(answer.headers.get('content-type')).toContain('application/problem+json')
  expect(problemIn(answer).code).toBe(code)
}
