import { afterEach, describe, expect, it } from 'vitest'
import { cronLine } from '../../contract/install/cron.ts'
import { capturedIo, NOON, type World } from '../captured-io.fixture.ts'
import { main } from '../main.ts'
import {
  problem,
  type Received,
  type Reply,
  type ScriptedServer,
  scriptedServer,
} from '../scripted-server.fixture.ts'

const DATE = { date: new Date(NOON).toUTCString() }
const CRONTAB = cronLine({ url: 'https://example.com', key: 'KEY' }).text
const HEALTHY: World = {
  hostname: 'store-0412-till-3',
  programs: {
    'curl --version': { exitCode: 0, output: 'curl 8.5.0 (x86_64)\n' },
    'crontab -l': { exitCode: 0, output: CRONTAB },
    'pgrep -x cron|crond|busybox': { exitCode: 0, output: '1\n' },
  },
}

let server: ScriptedServer | undefined

afterEach(async () => {
  await server?.close()
  server = undefined
})

/** A server whose key may beat and nothing else. */
function healthy({ method, path }: Received): Reply {
  if (path === '/v1/status') return { body: { message: 'OK' }, headers: DATE }
  return method === 'POST' ? problem(400, 'empty_body') : problem(403, 'insufficient_scope')
}

async function examine(replyTo: (request: Received) => Reply, world: World = {}) {
  server = await scriptedServer(replyTo)
  const io = capturedIo({ ...HEALTHY, ...world, env: { ...server.env, ...world.env } })
  const exitCode = await main(['doctor', '--json'], io)
  const findings: { level: string; what: string; cure?: string }[] = JSON.parse(io.out())
  const ill = findings.filter(({ level }) => level !== 'ok')
  return { exitCode, findings, ill }
}

describe('doctor', () => {
  it('finds nothing wrong where nothing is wrong, and changes nothing', async () => {
    const { exitCode, ill, findings } = await examine(healthy)
    expect(ill).toEqual([])
    expect(exitCode).toBe(0)
    expect(findings.map(({ what }) => what).join()).toContain('scopes: beat')
    const requests = server?.received.map(({ method, body }) => `${method} ${body}`)
    expect(new Set(requests)).toEqual(new Set(['GET ', 'POST ']))
  })

  it('prints what it found for people, each with its cure', async () => {
    server = await scriptedServer(healthy)
    const io = capturedIo({ ...HEALTHY, hostname: 'localhost', env: server.env })
    expect(await main(['doctor'], io)).toBe(1)
    expect(io.out()).toMatch(/^ok {7}http.* answers and can store heartbeats\.$/m)
    expect(io.out()).toMatch(/^fault {4}This computer is named "localhost".*\n {9}cure: give/m)
  })

  it('sees a clock that is off by more than five seconds', async () => {
    const off = (seconds: number) => (request: Received) => {
      const date = new Date(NOON + seconds * 1_000).toUTCString()
      return request.path === '/v1/status'
        ? { ...healthy(request), headers: { date } }
        : healthy(request)
    }
    expect((await examine(off(4))).ill).toEqual([])
    expect((await examine(off(60))).ill[0]?.what).toContain('60 s behind')
    expect((await examine(off(-60))).ill[0]?.what).toContain('60 s ahead of')
  })

  it.each([
    ['fl_short', '8 characters, and keys have 61'],
    ['secret', 'keys begin with fl_'],
    [`fl_abcdefgh_${'s'.repeat(49)}`, 'although its form is right'],
  ])('says what is wrong with a refused key, and never shows it: %s', async (key, fault) => {
    const { exitCode, ill } = await examine(
      (request) =>
        request.path === '/v1/status' ? healthy(request) : problem(401, 'unauthorized'),
      { env: { FLATLINE_KEY: key } },
    )
    expect(exitCode).toBe(1)
    expect(ill[0]?.what).toContain(fault)
    expect(JSON.stringify(ill)).not.toContain(key)
  })

  it('warns of a key that may not beat, and of one that may do everything', async () => {
    const reader = (request: Received) =>
      request.path === '/v1/status'
        ? healthy(request)
        : request.method === 'POST'
          ? problem(403, 'insufficient_scope')
          : { body: { items: [], next: null } }
    expect((await examine(reader)).ill[0]?.what).toContain('may not send heartbeats')
    const admin = (request: Received) =>
      request.method === 'POST' ? healthy(request) : { ...healthy(request), status: 200 }
    expect((await examine(admin)).ill[0]?.what).toContain('change everything')
  })

  it.each([
    [503, 'cannot store heartbeats'],
    [404, 'does not seem to be Flatline'],
  ])('tells what a status of %d means', async (status, fault) => {
    const { exitCode, ill } = await examine(() => ({ status, headers: DATE }))
    expect(exitCode).toBe(1)
    expect(ill[0]?.what).toContain(fault)
  })

  it('goes on when the server is away or the settings are bad', async () => {
    const away = await examine(healthy, { env: { FLATLINE_URL: 'http://127.0.0.1:1' } })
    expect(away.exitCode).toBe(1)
    expect(away.ill[0]?.what).toContain('cannot be reached')
    const bad = await examine(healthy, { env: { FLATLINE_URL: 'nonsense' } })
    expect(bad.ill[0]?.what).toContain('FLATLINE_URL is not a URL')
    expect(bad.findings.length).toBeGreaterThan(2)
  })

  it.each([
    ['', 'cannot be a host id'],
    ['büro', 'cannot be a host id'],
    ['raspberrypi', 'like many others'],
  ])('refuses %j as the name of a computer', async (hostname, fault) => {
    expect((await examine(healthy, { hostname })).ill[0]?.what).toContain(fault)
  })

  it('sees that cron is not running or curl is missing', async () => {
    const programs = {
      'crontab -l': { exitCode: 0, output: CRONTAB },
      'pgrep -x cron|crond|busybox': { exitCode: 1, output: '' },
    }
    const { ill } = await examine(healthy, { programs })
    expect(ill.map(({ what }) => what)).toEqual([
      'curl is not installed.',
      'The cron daemon is not running.',
    ])
  })

  it('sees that nothing sends heartbeats, on each system', async () => {
    for (const platform of ['linux', 'darwin', 'win32'] as const) {
      const { ill } = await examine(healthy, { programs: {}, platform })
      expect(ill.at(-1)?.cure).toContain('flatline install')
    }
  })
})
