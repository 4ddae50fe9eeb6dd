import { once } from 'node:events'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { makeWorld, type World } from '../../../test/kit/world.ts'
import { FlatlineError } from '../../core/problem.ts'
import type { Context } from '../../service/context.ts'
import type { Beat } from '../../service/ports.ts'
import { type HttpListener, LISTENER_LIMITS, openListener } from './http-listener.ts'

const BUSY = new FlatlineError('overloaded', 'Too much at once.', { retryAfterSeconds: 1 })

interface Scene extends Omit<World, 'key'> {
  readonly listener: HttpListener
  readonly key: Awaited<ReturnType<World['key']>>
  /** Sizes of the calls that recorded heartbeats. */
  readonly calls: number[]
  /** How many requests node:http has read. */
  readonly requests: () => number
  readonly open: () => Promise<Talk>
}

interface Talk {
  readonly socket: Socket
  readonly said: () => string
  readonly send: (text: string) => void
}

/** `record`: in place of the store. */
async function makeScene(
  record?: (ctx: Context, beats: readonly Beat[]) => ReturnType<Context['pulses']['beat']>,
  limits: Partial<typeof LISTENER_LIMITS> = {},
): Promise<Scene> {
  const world = makeWorld()
  const calls: number[] = []
  const pulses = {
    ...world.ctx.pulses,
    beat(beats: readonly Beat[]) {
      calls.push(beats.length)
      return record === undefined ? world.ctx.pulses.beat(beats) : record(world.ctx, beats)
    },
  }
  const ctx: Context = { ...world.ctx, pulses }
  const key = await world.key(['beat'])
  ctx.keyring = new Map([[key.key.id, key.key]])
  const listener = openListener({
    ctx,
    app: { fetch: () => new Response('other') },
    tls: null,
    limits: { ...LISTENER_LIMITS, ...limits },
    fastPath: true,
    onDropped() {},
  })
  let requests = 0
  listener.server.prependListener('request', () => requests++)
  await new Promise<void>((resolve) => listener.server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => listener.close(0))
  const { port } = listener.server.address() as AddressInfo
  const open = async () => {
    const socket = connect({ port, host: '127.0.0.1' }).on('error', () => undefined)
    onTestFinished(() => void socket.destroy())
    let said = ''
    socket.on('data', (bytes) => {
      said += bytes
    })
    await once(socket, 'connect')
    return { socket, said: () => said, send: (text: string) => void socket.write(text) }
  }
  return { ...world, ctx, listener, key, calls, requests: () => requests, open }
}

function heartbeat({ key }: Scene, hostId: string, header = ''): string {
  const body = JSON.stringify({ hostId })
  const head = `POST /v1/heartbeat HTTP/1.1\r\nHost: x\r\nx-api-key: ${key.text}\r\n${header}`
  return `${head}Content-Length: ${body.length}\r\n\r\n${body}`
}

function held(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = () => {}
  const promise = new Promise<void>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}

const answersIn = (text: string) => [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, code]) => code)

async function hostIds({ ctx }: Scene): Promise<string[]> {
  const { items } = await ctx.records.list('host', { limit: 100 })
  return items.map(({ value }) => value.hostId)
}

test('a heartbeat is recorded and answered without node:http', async () => {
  const scene = await makeScene()
  const { send, said } = await scene.open()
  send(heartbeat(scene, 'till-1'))
  await expect.poll(said).toContain('{"message":"OK"}')
  expect(said()).toMatch(/^HTTP\/1\.1 200 OK\r\ncontent-type: application\/json\r\n/)
  expect(scene.requests()).toBe(0)
  expect(await hostIds(scene)).toEqual(['till-1'])
})

test('several on one connection are answered one after the other', async () => {
  const scene = await makeScene()
  const { send, said } = await scene.open()
  send([1, 2, 3, 4].map((nth) => heartbeat(scene, `till-${nth}`)).join(''))
  await expect.poll(() => answersIn(said())).toEqual(['200', '200', '200', '200'])
  expect(new Set(scene.calls)).toEqual(new Set([1]))
  expect(scene.requests()).toBe(0)
})

test('those that come at once on many connections are recorded together', async () => {
  const scene = await makeScene()
  const talks = await Promise.all(Array.from({ length: 40 }, () => scene.open()))
  const answers = () => talks.flatMap(({ said }) => answersIn(said()))
  const sendAll = () => {
    for (const [nth, { send }] of talks.entries()) send(heartbeat(scene, `till-${nth}`))
  }
  // New connections are taken one per turn.
  sendAll()
  await expect.poll(answers).toHaveLength(40)
  scene.calls.length = 0
  sendAll()
  await expect.poll(answers).toHaveLength(80)
  expect(scene.calls.length).toBeLessThan(10)
  expect(await hostIds(scene)).toHaveLength(40)
  expect(scene.ctx.arriving.size).toBe(0)
})

test('what is not plain goes to node:http, after what was, and stays there', async () => {
  const scene = await makeScene()
  const { send, said } = await scene.open()
  const odd = heartbeat(scene, 'till-2', 'X-Odd: 1\r\n')
  send(heartbeat(scene, 'till-1') + odd + heartbeat(scene, 'till-3'))
  await expect.poll(() => answersIn(said())).toEqual(['200', '200', '200'])
  expect(scene.requests()).toBe(2)
  send('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
  await expect.poll(said).toContain('other')
})

test('one that comes in two pieces is read by node:http', async () => {
  const scene = await makeScene()
  const { send, said, socket } = await scene.open()
  socket.setNoDelay(true)
  const text = heartbeat(scene, 'till-1')
  send(text.slice(0, 40))
  const later = await scene.open()
  later.send(heartbeat(scene, 'till-2'))
  await expect.poll(() => answersIn(later.said())).toEqual(['200'])
  send(text.slice(40))
  await expect.poll(() => answersIn(said())).toEqual(['200'])
  expect(scene.requests()).toBe(1)
})

test('a store that cannot take it is answered 503, and the next one is served', async () => {
  let busy = true
  const scene = await makeScene(async (ctx, beats) => {
    if (busy) throw BUSY
    return ctx.pulses.beat(beats)
  })
  const { send, said } = await scene.open()
  send(heartbeat(scene, 'till-1'))
  await expect.poll(said).toContain('"code":"overloaded"')
  expect(said()).toMatch(/^HTTP\/1\.1 503 Service Unavailable\r\n[^{]*retry-after: 1\r\n/)
  busy = false
  send(heartbeat(scene, 'till-1'))
  await expect.poll(() => answersIn(said())).toEqual(['503', '200'])
  expect(scene.requests()).toBe(0)
})

test('a host on its way counts as such from when it was read', async () => {
  const { promise, resolve } = held()
  const scene = await makeScene(async (ctx, beats) => {
    await promise
    return ctx.pulses.beat(beats)
  })
  const { send, said } = await scene.open()
  send(heartbeat(scene, 'till-1'))
  await expect.poll(() => scene.ctx.arriving.size).toBe(1)
  const [first] = scene.ctx.arriving
  expect(first?.heartbeats).toMatchObject([{ hostId: 'till-1' }])
  resolve()
  await expect.poll(said).toContain('OK')
  expect(scene.ctx.arriving.size).toBe(0)
})

test('whoever asks for it has the connection closed after the answer', async () => {
  const scene = await makeScene()
  const { send, said, socket } = await scene.open()
  const closed = once(socket, 'close')
  send(heartbeat(scene, 'till-1', 'Connection: close\r\n'))
  await closed
  expect(said()).toMatch(/\r\nConnection: close\r\n\r\n\{"message":"OK"\}$/)
})

test('a sender that ends its side still gets its answer', async () => {
  const scene = await makeScene()
  const { said, socket } = await scene.open()
  const closed = once(socket, 'close')
  socket.end(heartbeat(scene, 'till-1'))
  await closed
  expect(said()).toContain('OK')
})

test('a connection with nothing more to say is closed, a silent one is told', async () => {
  const scene = await makeScene(undefined, { idleMsMax: 60, headMsMax: 60, lookEveryMs: 20 })
  const [idle, silent] = await Promise.all([scene.open(), scene.open()])
  idle.send(heartbeat(scene, 'till-1'))
  await Promise.all([once(idle.socket, 'close'), once(silent.socket, 'close')])
  expect(answersIn(idle.said())).toEqual(['200'])
  expect(answersIn(silent.said())).toEqual(['408'])
})

test('closing answers what is under way, and lets go of the rest', async () => {
  const { promise, resolve } = held()
  const scene = await makeScene(async (ctx, beats) => {
    await promise
    return ctx.pulses.beat(beats)
  })
  const [busy, idle] = await Promise.all([scene.open(), scene.open()])
  busy.send(heartbeat(scene, 'till-1'))
  await expect.poll(() => scene.ctx.arriving.size).toBe(1)
  const gone = once(idle.socket, 'close')
  const closing = scene.listener.close(5_000)
  await gone
  resolve()
  await closing
  await expect.poll(busy.said).toContain('Connection: close\r\n\r\n{"message":"OK"}')
})
