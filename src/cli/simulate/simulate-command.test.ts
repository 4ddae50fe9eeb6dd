import { afterEach, describe, expect, it } from 'vitest'
import { capturedIo, type World } from '../captured-io.fixture.ts'
import { main } from '../main.ts'
import {
  problem,
  type Received,
  type Reply,
  type ScriptedServer,
  scriptedServer,
} from '../scripted-server.fixture.ts'

let server: ScriptedServer | undefined

afterEach(async () => {
  await server?.close()
  server = undefined
})

/** Like the real one: the key first, then the body. */
function accept({ path, body }: Received): Reply {
  if (body === '') return problem(400, 'empty_body')
  if (path === '/v1/heartbeat') return { body: { message: 'OK' } }
  return { body: { accepted: JSON.parse(body).length, rejected: [] } }
}

async function simulate(
  argv: readonly string[],
  replyTo: (request: Received) => Reply,
  world: World = {},
) {
  server = await scriptedServer(replyTo)
  const io = capturedIo({ ...world, env: { ...server.env, ...world.env } })
  const exitCode = await main(['simulate', ...argv], io)
  const beats = server.received
    .filter(({ body }) => body !== '')
    .flatMap(({ body }): { hostId: string }[] => [JSON.parse(body)].flat())
  return { exitCode, out: io.out(), err: io.err(), beats, questions: io.questions }
}

describe('simulate', () => {
  it('sends one heartbeat per host and interval, and reports', async () => {
    const argv = ['--hosts', '40', '--interval', '1s', '--duration', '3s', '--json']
    const { exitCode, out, beats } = await simulate(argv, accept)
    expect(exitCode).toBe(0)
    const report = JSON.parse(out)
    expect(report).toMatchObject({
      sent: 120,
      accepted: 120,
      outcomes: { '200': 120 },
      killed: null,
    })
    expect(Object.keys(report.latencyMs)).toEqual(['p50', 'p90', 'p99', 'p99.9', 'max'])
    expect(beats).toHaveLength(120)
    expect(beats[0]).toEqual({
      hostId: 'sim-00',
      interval: '1s',
      site: 'sim-0',
      labels: { simulated: 'true' },
    })
  })

  it('sends batches like a site relay', async () => {
    const argv = [
      '--hosts',
      '25',
      '--interval',
      '1s',
      '--duration',
      '1s',
      '--batch',
      '10',
      '--json',
    ]
    const { out, beats } = await simulate(argv, accept)
    expect(JSON.parse(out)).toMatchObject({ sent: 25, accepted: 25, outcomes: { '200': 3 } })
    expect(new Set(beats.map(({ hostId }) => hostId)).size).toBe(25)
  })

  it('kills a share half-way and says which', async () => {
    const argv = ['--hosts', '20', '--interval', '1s', '--duration', '2s', '--kill', '25%']
    const { out, beats } = await simulate(argv, accept)
    const count = (hostId: string) => beats.filter((beat) => beat.hostId === hostId).length
    expect([count('sim-04'), count('sim-05')]).toEqual([1, 2])
    expect(out).toMatch(/killed +5 hosts after 1\.0 s: sim-00 to sim-04/)
  })

  it('counts refusals by status and fails', async () => {
    const argv = ['--hosts', '10', '--interval', '1s', '--duration', '1s', '--json']
    const { exitCode, out } = await simulate(argv, (request) =>
      request.body.includes('sim-3') ? problem(503, 'overloaded') : accept(request),
    )
    expect(exitCode).toBe(1)
    expect(JSON.parse(out)).toMatchObject({ accepted: 9, outcomes: { '200': 9, '503': 1 } })
  })

  it('stops on request, with a report', async () => {
    const argv = ['--hosts', '1000', '--interval', '60s', '--json']
    const { exitCode, out } = await simulate(argv, accept, {
      onWait: (io) => void (io.waits.length === 100 && io.stopper.abort()),
    })
    expect(exitCode).toBe(0)
    const { sent, accepted, requestsNotSent } = JSON.parse(out)
    expect(sent).toBeGreaterThan(0)
    expect([accepted, requestsNotSent]).toEqual([sent, 3_000 - sent])
  })

  it('does not begin with a key that may not beat', async () => {
    const { exitCode, beats } = await simulate(['--hosts', '10'], () =>
      problem(403, 'insufficient_scope'),
    )
    expect([exitCode, beats.length]).toEqual([77, 0])
  })

  it('asks before it fills a server elsewhere with simulated hosts', async () => {
    const env = { FLATLINE_URL: 'https://flatline.example.com' }
    const { exitCode, err } = await simulate(['--hosts', '10'], accept, { env })
    expect(exitCode).toBe(2)
    expect(err).toContain('--yes')
  })

  it('draws a progress bar on a terminal only', async () => {
    const argv = ['--hosts', '10', '--interval', '1s', '--duration', '1s']
    expect((await simulate(argv, accept, { terminalColumns: 80 })).err).toContain('█')
    expect((await simulate(argv, accept)).err).not.toContain('░')
  })
})
