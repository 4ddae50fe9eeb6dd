import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { fleetSchema } from '../../contract/fleet.ts'
import { loadConfig } from '../config.ts'
import { StartError } from '../start-error.ts'
import { openLog } from './log.ts'
import { type RunningServer, startServer } from './server.ts'

function tempDir(): string {
  const path = mkdtempSync(join(tmpdir(), 'flatline-server-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

async function start(dataDir: string, flags: readonly string[] = []) {
  const base = ['--port', '0', '--host', '127.0.0.1', '--data-dir', dataDir]
  const { config } = loadConfig([...base, ...flags], { variables: {}, homeDir: dataDir })
  const lines: string[] = []
  const writeLine = (line: string) => lines.push(line)
  const server = await startServer(config, { log: openLog('silent'), writeLine })
  onTestFinished(() => server.close())
  return { server, lines }
}

async function refusal(dataDir: string, flags: readonly string[] = []): Promise<StartError> {
  try {
    await start(dataDir, flags)
  } catch (error) {
    if (error instanceof StartError) return error
    throw error
  }
  throw new Error('it started')
}

const beat = ({ url, keys }: RunningServer, hostId: string) =>
  fetch(`${url}/v1/heartbeat`, {
    method: 'POST',
    headers: { 'x-api-key': keys?.beat ?? '' },
    body: JSON.stringify({ hostId }),
  })

it('shows the keys of a first start once; they stay valid after a restart', async () => {
  const dataDir = join(tempDir(), 'made', 'by', 'flatline')
  const first = await start(dataDir)
  expect(first.lines.join('\n')).toContain(first.server.keys?.admin)
  expect((await beat(first.server, 'till-1')).status).toBe(200)
  await first.server.close()
  const second = await start(dataDir)
  expect(second.server.keys).toBeNull()
  expect(second.lines.join('\n')).not.toContain('fl_')
  const headers = { 'x-api-key': first.server.keys?.admin ?? '' }
  const host = await fetch(`${second.server.url}/v1/hosts/till-1`, { headers })
  expect(await host.json()).toMatchObject({ hostId: 'till-1', state: 'up' })
})

it('says how large its files in the data directory are', async () => {
  const { server } = await start(tempDir())
  const headers = { 'x-api-key': server.keys?.admin ?? '' }
  const fleet: unknown = await (await fetch(`${server.url}/v1/fleet`, { headers })).json()
  const { storeBytes } = fleetSchema.parse(fleet)
  expect(storeBytes).toBeGreaterThan(0)
})

it('lets nobody else look into the data directory', async () => {
  const dataDir = join(tempDir(), 'inner')
  await start(dataDir)
  expect(statSync(dataDir).mode & 0o077).toBe(0)
})

it('tells how it is: status, readiness and metrics', async () => {
  const { server } = await start(tempDir())
  const headers = { 'x-api-key': server.keys?.admin ?? '' }
  await beat(server, 'till-1')
  await expect.poll(async () => (await fetch(`${server.url}/v1/status`)).status).toBe(200)
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
  const metrics = await (await fetch(`${server.url}/metrics`, { headers })).text()
  expect(metrics).toContain('flatline_heartbeats_total{result="recorded"} 1')
  expect(metrics).toContain('flatline_commit_seconds_count 1')
})

it('may be closed twice, and takes no connection after that', async () => {
  const { server } = await start(tempDir())
  await Promise.all([server.close(), server.close()])
  await expect(fetch(`${server.url}/healthz`)).rejects.toThrow()
})

it('does not start on a port that is in use', async () => {
  const { server } = await start(tempDir())
  const error = await refusal(tempDir(), ['--port', String(server.port)])
  expect(error.message).toContain(`Port ${server.port} is in use`)
  expect(error.exitCode).toBe(1)
})

it('does not start on a data directory that another one uses', async () => {
  const dataDir = tempDir()
  await start(dataDir)
  const error = await refusal(dataDir)
  expect(error.message).toContain(`pid ${process.pid}`)
  expect(error.exitCode).toBe(78)
})

it.each([
  ['a file', (dir: string) => join(dir, 'file', 'below')],
  ['a file system that takes none', () => '/proc/flatline'],
])('does not start with a data directory below %s', async (_, pathIn) => {
  const dir = tempDir()
  writeFileSync(join(dir, 'file'), '')
  const error = await refusal(pathIn(dir))
  expect(error.message).toContain('FLATLINE_DATA_DIR')
  expect(error.exitCode).toBe(78)
})

it('does not start with a certificate that is none', async () => {
  const dir = tempDir()
  const path = join(dir, 'none.pem')
  writeFileSync(path, '-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n')
  const error = await refusal(join(dir, 'data'), ['--tls-cert', path, '--tls-key', path])
  expect(error.message).toContain('FLATLINE_TLS_CERT')
  expect(error.exitCode).toBe(78)
})

it('lets go of everything when a start fails half-way', async () => {
  const dataDir = tempDir()
  const { server } = await start(tempDir())
  await refusal(dataDir, ['--port', String(server.port)])
  expect((await start(dataDir)).server.keys).not.toBeNull()
})

it('says that an address is not its own', async () => {
  const error = await refusal(tempDir(), ['--host', '203.0.113.9'])
  expect(error.message).toContain('FLATLINE_HOST')
})
