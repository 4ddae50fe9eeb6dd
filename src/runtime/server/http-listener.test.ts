import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { tempDir } from '../../../test/kit/temp-dir.ts'
import { loadConfig } from '../config.ts'
import { openLog } from './log.ts'
import { type ServerParts, startServer } from './server.ts'

const MINIMUM = 100

async function start(parts: ServerParts, port = 0) {
  const dataDir = tempDir()
  const args = ['--port', `${port}`, '--host', '127.0.0.1', '--data-dir', dataDir]
  const { config } = loadConfig(args, { variables: {}, homeDir: dataDir })
  const server = await startServer(config, { writeLine: () => {}, ...parts })
  onTestFinished(() => server.close())
  return server
}

function hold(port: number): Socket {
  const socket = connect({ port, host: '127.0.0.1' }).on('error', () => undefined)
  onTestFinished(() => {
    socket.destroy()
  })
  return socket
}

it('blames itself, not the hosts, for connections beyond what the system allows', async () => {
  let logged = ''
  const log = openLog('warn', { write: (line: string) => (logged += line) })
  const { port, url, keys } = await start({ log, openFilesMax: 250 })
  expect(logged).toContain('"connectionsMax":100')
  const held = Array.from({ length: MINIMUM }, () => hold(port))
  await Promise.all(held.map((socket) => once(socket, 'connect')))
  await once(hold(port), 'close')
  for (const socket of held.splice(0)) socket.destroy()
  const headers = { 'x-api-key': keys?.admin ?? '' }
  const read = async (path: string) => (await fetch(`${url}${path}`, { headers })).text()
  await expect.poll(() => read('/v1/fleet').catch(() => '')).toContain('"cause":"overload"')
  expect(await read('/metrics')).toMatch(/flatline_connections_dropped_total [1-9]/)
})

it('says nothing of it when the start fails', async () => {
  let logged = ''
  const log = openLog('warn', { write: (line: string) => (logged += line) })
  const { port } = await start({ log: openLog('silent') })
  await expect(start({ log, openFilesMax: 250 }, port)).rejects.toThrow('in use')
  expect(logged).toBe('')
})
