import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, it } from 'vitest'
import { hostSchema } from '../src/contract/host.ts'
import { type FlatlineServer, startServer } from './kit/flatline-server.ts'
import { startSwarm } from './kit/swarm.ts'
import { waitUntil, within } from './kit/wait-until.ts'

const CLOSE_MS_MAX = 10_000

it('answers what is in flight when it is told to end, and ends with 0', async () => {
  const server = await startServer()
  const body = '{"hostId":"prod-host-1"}'
  const half = await openRequest(server, body)
  server.process().signal('SIGTERM')
  await waitUntil('the port to close', () => refusesConnections(server.port), 5_000)
  const answer = await half.finish()
  expect(answer).toMatch(/^HTTP\/1\.1 200 /)
  expect(answer).toContain('{"message":"OK"}')
  expect(await server.process().ended(CLOSE_MS_MAX)).toEqual({ code: 0, signal: null })

  await server.restart()
  expect((await server.admin.get('/v1/hosts/prod-host-1', hostSchema)).state).toBe('up')
})

it('ends with 0 under load, and has everything that it acknowledged', async () => {
  const server = await startServer()
  const hostIds = Array.from({ length: 500 }, (_, index) => `h-${index}`)
  const { url, beatKey: key } = server
  const fields = { interval: '1h' }
  const swarm = startSwarm({ url, key, hostIds, fields, connections: 16, everyMs: 0 })
  await waitUntil('load', () => (swarm.answers.get(200) ?? 0) > 1_000, 20_000)
  server.process().signal('SIGTERM')
  expect(await server.process().ended(CLOSE_MS_MAX)).toEqual({ code: 0, signal: null })
  await swarm.stop()

  await server.restart()
  const hosts = await server.admin.all('/v1/hosts?limit=1000', hostSchema)
  const heard = new Map(hosts.map((host) => [host.hostId, Date.parse(host.lastHeartbeatAt ?? '')]))
  const lost = [...swarm.acknowledged].filter(([id, sentAt]) => !((heard.get(id) ?? 0) >= sentAt))
  expect(lost).toEqual([])
})

/** Sends all but the last byte of a heartbeat and waits until the server has begun to read it. */
async function openRequest(server: FlatlineServer, body: string) {
  const socket = connect(server.port, '127.0.0.1')
  await once(socket, 'connect')
  let answer = ''
  socket.setEncoding('utf8').on('data', (text: string) => {
    answer += text
  })
  const ended = once(socket, 'close')
  const head = [
    'POST /v1/heartbeat HTTP/1.1',
    'Host: localhost',
    `x-api-key: ${server.beatKey}`,
    `Content-Length: ${body.length}`,
  ]
  socket.write(`${head.join('\r\n')}\r\n\r\n${body.slice(0, -1)}`)
  expect((await server.beat('another')).status).toBe(200)
  return {
    async finish(): Promise<string> {
      socket.write(body.slice(-1))
      await within('the answer to what was in flight', 5_000, ended)
      return answer
    },
  }
}

async function refusesConnections(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return false
  } catch {
    return true
  } finally {
    socket.destroy()
  }
}
