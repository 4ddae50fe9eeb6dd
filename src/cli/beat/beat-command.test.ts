import { afterEach, describe, expect, it } from 'vitest'
import { type CapturedIo, capturedIo, type World } from '../captured-io.fixture.ts'
import { main } from '../main.ts'
import {
  problem,
  type Received,
  type Reply,
  type ScriptedServer,
  scriptedServer,
} from '../scripted-server.fixture.ts'

const OK: Reply = { body: { message: 'OK' } }
let server: ScriptedServer | undefined

afterEach(async () => {
  await server?.close()
  server = undefined
})

async function beat(
  argv: readonly string[],
  replyTo: (request: Received, index: number) => Reply,
  world: World = {},
) {
  let index = 0
  server = await scriptedServer((request) => replyTo(request, index++))
  const io = capturedIo({ ...world, env: server.env })
  const exitCode = await main(['beat', ...argv], io)
  const bodies = server.received.map(({ body }): unknown => JSON.parse(body))
  return { exitCode, err: io.err(), bodies, waits: io.waits }
}

/** Stops a loop after so many waits. */
function stopAfter(waits: number): World {
  return { onWait: (io: CapturedIo) => void (io.waits.length >= waits && io.stopper.abort()) }
}

describe('one heartbeat', () => {
  it('is named after this computer', async () => {
    const { exitCode, bodies } = await beat([], () => OK, { hostname: 'store-0412-till-3' })
    expect(exitCode).toBe(0)
    expect(bodies).toEqual([{ hostId: 'store-0412-till-3' }])
  })

  it('carries site, labels, indicators, timing and leave', async () => {
    const argv = ['--host-id', 'a', '--site', '0412', '--label', 'role=till', '--indicator']
    const more = ['cpuTempC=61.5', '--interval', '60s', '--grace', '75s', '--leaving', '9h']
    const { bodies } = await beat([...argv, ...more], () => OK)
    expect(bodies).toEqual([
      {
        hostId: 'a',
        site: '0412',
        labels: { role: 'till' },
        indicators: { cpuTempC: 61.5 },
        interval: '1m',
        grace: '75s',
        leaving: { for: '9h' },
      },
    ])
  })

  it('is sent again when the server could not take it', async () => {
    const { exitCode, bodies, waits } = await beat([], (_, index) =>
      index < 2 ? problem(503, 'overloaded') : OK,
    )
    expect([exitCode, bodies.length]).toEqual([0, 3])
    expect(waits).toEqual([1_000, 2_000])
  })

  it('waits as long as Retry-After says, within bounds', async () => {
    const busy = (seconds: string): Reply => ({
      ...problem(429, 'too_many_requests'),
      headers: { 'retry-after': seconds },
    })
    const { exitCode, waits } = await beat([], (_, index) => busy(index === 0 ? '5' : '9999'))
    expect(exitCode).toBe(1)
    expect(waits).toEqual([5_000, 10_000])
  })

  it('is not sent again when it was refused for good', async () => {
    const { exitCode, bodies } = await beat([], () => problem(401, 'unauthorized'))
    expect([exitCode, bodies.length]).toEqual([77, 1])
  })

  it.each(['', 'a b', '$HOSTNAME', '-a'])('is not sent for the host id %j', async (hostId) => {
    const { exitCode, bodies } = await beat([`--host-id=${hostId}`], () => OK)
    expect([exitCode, bodies.length]).toEqual([2, 0])
  })
})

describe('a loop of heartbeats', () => {
  it('tells the server its interval, and ends with 0 when it is stopped', async () => {
    const { exitCode, bodies, err } = await beat(['--every', '60s'], () => OK, stopAfter(3))
    expect(exitCode).toBe(0)
    expect(bodies).toHaveLength(3)
    expect(bodies[0]).toEqual({ hostId: 'till-1', interval: '1m' })
    expect(err.match(/accepted/g)).toHaveLength(1)
  })

  it('keeps to its phase however long requests take', async () => {
    const { waits } = await beat(['--every', '60s'], () => OK, stopAfter(4))
    expect(waits.slice(1)).toEqual([60_000, 60_000, 60_000])
  })

  it('ends at once when the first heartbeat is refused for good', async () => {
    const refused = () => problem(403, 'foreign_host')
    const { exitCode, bodies } = await beat(['--every', '60s'], refused, stopAfter(9))
    expect([exitCode, bodies.length]).toEqual([1, 1])
  })

  it('outlives any trouble after the first, and tells each change once', async () => {
    const { exitCode, err } = await beat(
      ['--every', '60s'],
      (_, index) => (index >= 1 && index <= 2 ? problem(401, 'unauthorized') : OK),
      stopAfter(5),
    )
    expect(exitCode).toBe(0)
    expect(err.match(/trying again/g)).toHaveLength(1)
    expect(err.match(/accepted/g)).toHaveLength(2)
  })
})
