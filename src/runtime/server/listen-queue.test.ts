import { once } from 'node:events'
import * as http from 'node:http'
import * as https from 'node:https'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { networkInterfaces } from 'node:os'
import { expect, it, onTestFinished, vi } from 'vitest'
import { say } from '../../../test/kit/say.ts'
import { pause } from '../../../test/kit/wait-until.ts'
import { makeWorld, type World } from '../../../test/kit/world.ts'
import type { Context } from '../../service/context.ts'
import { watchListenQueue } from './listen-queue.ts'

const LOOK_MS = 125
const TURN_MS = 20
const HAS_IPV6 = networkInterfaces().lo?.some(({ address }) => address === '::1') ?? true
const LIMIT = { timeout: 15_000 }

/** Heartbeats that are held, and how many ever were: one more each time the queue is looked at. */
class Unread extends Set<{ readonly at: number }> {
  added = 0

  override add(held: { readonly at: number }): this {
    this.added += 1
    return super.add(held)
  }
}

interface Scene extends World {
  readonly ctx: Context
  readonly unread: Unread
}

function makeScene(): Scene {
  const world = makeWorld()
  const unread = new Unread()
  return { ...world, unread, ctx: { ...world.ctx, unread } }
}

async function listenAt<T extends Server>(server: T, host = '127.0.0.1'): Promise<T> {
  server.listen(0, host)
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return server
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port
}

function call(port: number, text = ''): Socket {
  const socket = connect({ port, host: '127.0.0.1' }).on('error', () => undefined)
  if (text !== '') socket.write(text)
  onTestFinished(() => void socket.destroy())
  return socket
}

async function looks({ unread }: Scene, count: number): Promise<void> {
  const enough = unread.added + count
  await expect.poll(() => unread.added, LIMIT).toBeGreaterThanOrEqual(enough)
}

/** Keeps the loop busy, turn after turn; each takes `passesMs` of the clock. */
function slowTurns({ clock }: Scene, passesMs: number): () => void {
  let slow = true
  const turn = () => {
    const until = performance.now() + TURN_MS
    while (performance.now() < until);
    clock.advance(passesMs)
    if (slow) setImmediate(turn)
  }
  setImmediate(turn)
  onTestFinished(() => {
    slow = false
  })
  return () => {
    slow = false
  }
}

it('lets nobody be judged by an instant whose connections still wait', async () => {
  const scene = makeScene()
  const { now, unread } = scene
  const judgedFrom: number[] = []
  const server = await listenAt(
    createServer((socket) => {
      socket
        .on('error', () => undefined)
        .on('data', (text) => {
          const [oldest] = unread
          judgedFrom.push((oldest?.at ?? Number.POSITIVE_INFINITY) - Number(text))
        })
    }),
  )
  const port = portOf(server)
  for (let i = 0; i < 40; i++) call(port, `${now()}`)
  watchListenQueue(scene.ctx, server)
  const swift = slowTurns(scene, TURN_MS)
  for (let i = 0; i < 40; i++) {
    await pause((i * 7 * TURN_MS) % LOOK_MS)
    call(port, `${now()}`)
  }
  await expect.poll(() => judgedFrom.length, LIMIT).toBe(80)
  swift()
  expect(Math.max(...judgedFrom)).toBeLessThan(5 * TURN_MS)
  await expect.poll(() => unread.size, LIMIT).toBe(1)
  expect(scene.ctx.listening.refusing).toBeNull()
})

it('counts a wait of more than five seconds as refused, until one is taken in time', async () => {
  const scene = makeScene()
  const server = await listenAt(createServer(() => undefined))
  watchListenQueue(scene.ctx, server)
  await looks(scene, 1)
  for (let i = 0; i < 150; i++) call(portOf(server))
  const swift = slowTurns(scene, 200)
  await expect.poll(() => scene.ctx.listening.refusing?.cause, LIMIT).toBe('overload')
  const { refusing, listeningSince } = scene.ctx.listening
  expect(refusing?.from).toBeGreaterThan(5_000)
  expect(listeningSince).toBe(refusing?.latestAt)
  expect(scene.logged.map(({ level }) => level)).toEqual(['warn'])
  swift()
  await looks(scene, 2)
  const { latestAt = 0 } = scene.ctx.listening.refusing ?? {}
  scene.clock.advance(1_000)
  await looks(scene, 2)
  expect(scene.ctx.listening.refusing?.latestAt).toBe(latestAt)
})

it('takes its own connections out of the queue, whatever address it listens on', async () => {
  const hosts = ['127.0.0.1', '0.0.0.0', 'localhost']
  if (HAS_IPV6) hosts.push('::1', '::')
  else say('Left out: listening on ::1 and ::, because this machine has no IPv6')
  await Promise.all(
    hosts.map(async (host) => {
      const scene = makeScene()
      const server = await listenAt(http.createServer(), host)
      let seen = 0
      server.on('connection', () => {
        seen += 1
      })
      watchListenQueue(scene.ctx, server)
      await looks(scene, 3)
      await expect.poll(() => scene.unread.size, LIMIT).toBe(1)
      expect(seen).toBe(0)
    }),
  )
})

it('hands all other connections to HTTP', async () => {
  const scene = makeScene()
  const server = await listenAt(http.createServer((_, response) => response.end('heard')))
  watchListenQueue(scene.ctx, server)
  for (let i = 0; i < 3; i++) {
    const answer = await fetch(`http://127.0.0.1:${portOf(server)}/`)
    expect(await answer.text()).toBe('heard')
    await looks(scene, 1)
  }
})

it('begins no TLS with itself', async () => {
  const scene = makeScene()
  const server = await listenAt(https.createServer())
  let broken = 0
  server.on('tlsClientError', () => {
    broken += 1
  })
  watchListenQueue(scene.ctx, server)
  await looks(scene, 3)
  expect(broken).toBe(0)
  call(portOf(server), 'no TLS')
  await expect.poll(() => broken, LIMIT).toBe(1)
})

it('counts neither as a connection nor as one that was dropped', async () => {
  const scene = makeScene()
  const server = await listenAt(createServer(() => undefined))
  let dropped = 0
  server.maxConnections = 1
  server.on('drop', () => {
    dropped += 1
  })
  watchListenQueue(scene.ctx, server)
  await looks(scene, 3)
  const held = call(portOf(server))
  await once(server, 'connection')
  await looks(scene, 3)
  expect(dropped).toBe(0)
  expect(held.destroyed).toBe(false)
  await once(call(portOf(server)), 'close')
  expect(dropped).toBe(1)
  expect(scene.ctx.listening.refusing).toBeNull()
})

it('blames nobody, not even itself, on a machine that cannot connect to itself', async () => {
  const scene = makeScene()
  const server = await listenAt(createServer())
  const closed = await listenAt(createServer())
  const address = closed.address()
  await new Promise((resolve) => closed.close(resolve))
  server.address = () => address
  watchListenQueue(scene.ctx, server)
  const passing = setInterval(() => scene.clock.advance(1_000), LOOK_MS)
  onTestFinished(() => clearInterval(passing))
  await expect.poll(() => scene.logged.length, LIMIT).toBe(1)
  await expect.poll(() => scene.unread.size, LIMIT).toBe(0)
  expect(scene.logged[0]).toMatchObject({ level: 'warn', fields: { error: expect.any(Error) } })
  expect(scene.ctx.listening.refusing).toBeNull()
})

it('begins anew when its connection stands and is never taken', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  onTestFinished(() => void vi.useRealTimers())
  const scene = makeScene()
  let taken = 0
  const elsewhere = await listenAt(createServer(() => (taken += 1)))
  const server = await listenAt(createServer())
  server.address = () => elsewhere.address()
  watchListenQueue(scene.ctx, server)
  await expect.poll(() => taken, LIMIT).toBe(1)
  vi.advanceTimersByTime(39 * LOOK_MS)
  call(portOf(elsewhere))
  await expect.poll(() => taken, LIMIT).toBe(2)
  vi.advanceTimersByTime(LOOK_MS)
  await expect.poll(() => taken, LIMIT).toBe(3)
})

it('ends with its server, even while its connection waits', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  onTestFinished(() => void vi.useRealTimers())
  const scene = makeScene()
  const server = await listenAt(createServer())
  watchListenQueue(scene.ctx, server)
  expect(vi.getTimerCount()).toBe(1)
  await new Promise((resolve) => server.close(resolve))
  expect(vi.getTimerCount()).toBe(0)
  await new Promise(setImmediate)
  expect(scene.ctx.listening.refusing).toBeNull()
  expect(scene.logged).toEqual([])
})
