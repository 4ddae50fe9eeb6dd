import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { tempDir } from '../../../../test/kit/temp-dir.ts'
import { makeWorld } from '../../../../test/kit/world.ts'
import { LISTENER_LIMITS } from '../http-listener.ts'
import type { Forked } from './fork-worker.ts'
import { frame, frameReader, KINDS, numberFrame } from './frames.ts'
import type { Listened } from './worker-main.ts'
import { Workers } from './workers.ts'

/** The other end of a channel, where a worker would be. */
interface Fake {
  readonly socket: Socket
  readonly heard: number[]
  say(bytes: Buffer): void
  report(report: Listened): void
  die(): void
  wasKilled: boolean
}

const LISTENS: Listened = { host: '127.0.0.1', port: 8_080 }

async function socketPair(): Promise<readonly [Socket, Socket]> {
  const path = join(tempDir(), 'pair.sock')
  const server = createServer().listen(path)
  await once(server, 'listening')
  const here = connect({ path })
  const [there] = await once(server, 'connection')
  server.close()
  onTestFinished(() => {
    here.destroy()
    there.destroy()
  })
  return [here, there]
}

/** `pairs`: made before, because a fork is there at once. */
async function makeScene(count: number) {
  const world = makeWorld()
  const pairs = await Promise.all(Array.from({ length: count + 2 }, socketPair))
  const fakes: Fake[] = []
  const taken: number[] = []
  const fork = (): Forked => {
    const [channel, socket] = pairs[fakes.length] ?? []
    if (channel === undefined || socket === undefined) throw new Error('too many were started')
    let report = (_: Listened) => {}
    let die = () => {}
    const fake: Fake = {
      socket,
      heard: [],
      say: (bytes) => void socket.write(bytes),
      report: (said) => report(said),
      die: () => die(),
      wasKilled: false,
    }
    const ended = new Promise<string>((resolve) => {
      die = () => resolve('SIGKILL')
    })
    const reported = new Promise<Listened>((resolve) => {
      report = resolve
    })
    socket.on(
      'data',
      frameReader((kind) => void fake.heard.push(kind)),
    )
    fakes.push(fake)
    const kill = () => {
      fake.wasKilled = true
      die()
    }
    const race = Promise.race([reported, ended.then(() => null)])
    return { pid: fakes.length, channel, report: race, ended, kill }
  }
  const worker = { host: '127.0.0.1', port: 0, tls: null, limits: LISTENER_LIMITS, path: '' }
  const onTaken = (port: number) => void taken.push(port)
  const { ctx, logged } = world
  const workers = new Workers({ ctx, count, worker, fork, onTaken, onDropped() {} })
  const starting = workers.start()
  return { ctx, logged, workers, fakes, taken, starting }
}

async function started(count: number) {
  const scene = await makeScene(count)
  for (const fake of scene.fakes) fake.report(LISTENS)
  expect(await scene.starting).toEqual(LISTENS)
  return scene
}

test('a flush is over when every worker has answered it, behind what it said before', async () => {
  const { workers, fakes, taken } = await started(2)
  const order: string[] = []
  workers.flush(() => order.push(`flushed after ${taken.join()}`))
  const [first, second] = fakes
  await expect.poll(() => second?.heard).toEqual([KINDS.flush])
  second?.say(numberFrame(KINDS.flushed, 1))
  first?.say(numberFrame(KINDS.taken, 7))
  await expect.poll(() => taken).toEqual([7])
  expect(order).toEqual([])
  first?.say(Buffer.concat([numberFrame(KINDS.taken, 8), numberFrame(KINDS.flushed, 1)]))
  await expect.poll(() => order).toEqual(['flushed after 7,8'])
})

test('one that ends is blindness, holds no flush up, and is started again', async () => {
  const { ctx, workers, fakes, logged } = await started(2)
  let refusing: unknown = null
  workers.flush(() => {
    refusing = ctx.listening.refusing?.cause
  })
  fakes[1]?.say(numberFrame(KINDS.flushed, 1))
  fakes[0]?.die()
  await expect.poll(() => refusing).toBe('overload')
  await expect.poll(() => fakes.length).toBe(3)
  expect(logged).toMatchObject([{ level: 'warn', fields: { pid: 1, reason: 'SIGKILL' } }])
})

test('one that leaves flush after flush without an answer is killed', async () => {
  const { workers, fakes } = await started(1)
  for (let i = 0; i < 6; i++) workers.flush(() => undefined)
  expect(fakes[0]?.wasKilled).toBe(false)
  workers.flush(() => undefined)
  expect(fakes[0]?.wasKilled).toBe(true)
})

test('one that says what no worker says is killed', async () => {
  const { fakes, logged } = await started(1)
  fakes[0]?.say(frame(KINDS.batch, Buffer.from('nonsense')))
  await expect.poll(() => fakes[0]?.wasKilled).toBe(true)
  expect(logged[0]).toMatchObject({ level: 'error' })
})

test('the start fails with the sentence of one that cannot listen, and none is left', async () => {
  const { workers, fakes, starting, logged } = await makeScene(2)
  fakes[0]?.report(LISTENS)
  fakes[1]?.report({ sentence: 'Port 1 is in use.', exitCode: 1 })
  await expect(starting).rejects.toMatchObject({ message: 'Port 1 is in use.', exitCode: 1 })
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const ending = workers.end()
  await vi.advanceTimersByTimeAsync(1_500)
  await ending
  expect(fakes.map(({ wasKilled }) => wasKilled)).toEqual([true, true])
  expect(logged).toEqual([])
})

test('at the end each is let go when it has answered what it holds', async () => {
  const { workers, fakes, logged } = await started(2)
  let drained = false
  const draining = workers.drain(60_000).then(() => {
    drained = true
  })
  for (const fake of fakes) {
    await expect.poll(() => fake.heard).toEqual([KINDS.drain])
    expect(drained).toBe(false)
    fake.say(frame(KINDS.drained, Buffer.alloc(0)))
  }
  await draining
  const ends = fakes.map(({ socket }) => once(socket, 'end'))
  const ending = workers.end()
  await Promise.all(ends)
  for (const fake of fakes) fake.die()
  await ending
  expect(fakes.map(({ wasKilled }) => wasKilled)).toEqual([false, false])
  expect(logged).toEqual([])
})
