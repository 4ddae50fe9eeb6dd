import { afterEach, describe, expect, it } from 'vitest'
import { capturedIo, type World } from '../captured-io.fixture.ts'
import { main } from '../main.ts'
import {
  KEY,
  type Received,
  type Reply,
  type ScriptedServer,
  scriptedServer,
} from '../scripted-server.fixture.ts'

const HOST = {
  hostId: 'till-1',
  state: 'missing',
  since: '2026-03-01T11:57:00.000Z',
  site: '0412',
  labels: { role: 'till' },
  lastHeartbeatAt: '2026-03-01T11:50:00.000Z',
  intervalMs: 60_000,
  graceMs: 75_000,
  deadlineAt: '2026-03-01T11:57:00.000Z',
  epoch: 1,
  indicators: null,
  timingFrom: 'default',
  registeredAt: '2026-01-01T00:00:00.000Z',
  keyId: 'abcdefgh',
}

let server: ScriptedServer | undefined

afterEach(async () => {
  await server?.close()
  server = undefined
})

async function run(
  argv: readonly string[],
  replyTo: (request: Received) => Reply,
  world: World = {},
) {
  server = await scriptedServer(replyTo)
  const io = capturedIo({ ...world, env: { ...world.env, ...server.env } })
  const exitCode = await main(argv, io)
  const { received } = server
  return { exitCode, out: io.out(), err: io.err(), received, questions: io.questions }
}

/** Two pages, then the end. */
function twoPages({ path }: Received): Reply {
  if (path.includes('cursor=2')) {
    return { body: { items: [{ ...HOST, hostId: 'till-2' }], next: null } }
  }
  return { body: { items: [HOST], next: '/v1/hosts?state=missing&limit=1000&cursor=2' } }
}

describe('hosts', () => {
  it('lists as an aligned table with relative times', async () => {
    const { exitCode, out, err } = await run(['hosts', 'list'], twoPages)
    expect(exitCode).toBe(0)
    expect(out).toBe(
      'HOST    STATE    SINCE      SITE  LAST HEARTBEAT  INTERVAL  GRACE  LABELS\n' +
        'till-1  missing  3 min ago  0412  10 min ago            1m    75s  role=till\n',
    )
    expect(err).toBe('There are more hosts: add --all.\n')
  })

  it('sends the key in its header, and the filters to the server', async () => {
    const argv = ['hosts', 'list', '--state', 'missing', '--site', 'a b', '--label', 'role=till']
    const { received } = await run([...argv, '--search', '04', '--limit', '7'], twoPages)
    expect(received[0]?.headers['x-api-key']).toBe(KEY)
    const query = new URL(received[0]?.path ?? '', 'http://x').searchParams
    expect(Object.fromEntries(query)).toEqual({
      state: 'missing',
      site: 'a b',
      'label.role': 'till',
      q: '04',
      limit: '7',
    })
  })

  it('prints the page as it is with --json', async () => {
    const { out } = await run(['hosts', 'list', '--json'], twoPages)
    expect(JSON.parse(out)).toEqual(twoPages({ method: '', path: '', headers: {}, body: '' }).body)
  })

  it('follows all pages with --all, one JSON object per line', async () => {
    const { out, received } = await run(['hosts', 'list', '--all', '--json'], twoPages)
    const ids = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).hostId)
    expect(ids).toEqual(['till-1', 'till-2'])
    expect(received[1]?.path).toBe('/v1/hosts?state=missing&limit=1000&cursor=2')
  })

  it('keeps within the terminal and lets nothing of the server through to it', async () => {
    const hostile = { ...HOST, site: 'x\u001b[2J\u202ey'.repeat(40), labels: {} }
    const page = () => ({ body: { items: [hostile], next: null } })
    const { out } = await run(['hosts', 'list'], page, {
      terminalColumns: 60,
      env: { NO_COLOR: '1' },
    })
    const lines = out.split('\n')
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(60)
    expect(lines.join('')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  })

  it('says so when there are none', async () => {
    const { out, err } = await run(['hosts', 'list'], () => ({ body: { items: [], next: null } }))
    expect([out, err]).toEqual(['', 'No hosts.\n'])
  })

  it('encodes ids in paths', async () => {
    const { received } = await run(['hosts', 'pause', 'a/b', 'c'], () => ({ body: HOST }))
    expect(received.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /v1/hosts/a%2Fb/pause',
      'POST /v1/hosts/c/pause',
    ])
  })

  it('changes only what is named', async () => {
    const argv = ['hosts', 'edit', 'till-1', '--no-site', '--interval', '5m']
    const { received } = await run(argv, () => ({ body: HOST }))
    expect(received[0]).toMatchObject({ method: 'PATCH', path: '/v1/hosts/till-1' })
    expect(JSON.parse(received[0]?.body ?? '')).toEqual({ site: null, intervalMs: 300_000 })
    expect((await run(['hosts', 'edit', 'till-1'], () => ({}))).exitCode).toBe(2)
  })

  it('announces hosts, one by one or from a file', async () => {
    const create = ['hosts', 'create', 'till-1', '--site', '0412', '--label', 'role=till']
    const one = await run(create, () => ({ status: 201, body: HOST }))
    expect(JSON.parse(one.received[0]?.body ?? '')).toEqual({
      hostId: 'till-1',
      site: '0412',
      labels: { role: 'till' },
    })
    const files = { '/hosts': '{"hostId":"a"}\n{"hostId":"b"}\n' }
    const body = { created: 2, existing: 0, rejected: [] }
    const many = await run(['hosts', 'import', '/hosts'], () => ({ body }), { files })
    expect(many.received[0]?.body).toBe(files['/hosts'])
    expect(many.out).toContain('created   2')
  })
})

describe('deleting', () => {
  const gone = (): Reply => ({ status: 204 })

  it('asks someone who is there, and takes only yes for yes', async () => {
    for (const [answer, exitCode, count] of [
      ['y', 0, 1],
      ['', 1, 0],
      ['n', 1, 0],
    ] as const) {
      const result = await run(['hosts', 'delete', 'till-1'], gone, { answer })
      expect([result.exitCode, result.received.length]).toEqual([exitCode, count])
      expect(result.questions[0]).toContain('Delete till-1?')
    }
  })

  it('needs --yes when nobody is there', async () => {
    const refused = await run(['hosts', 'delete', 'till-1'], gone)
    expect([refused.exitCode, refused.received.length]).toEqual([2, 0])
    expect(refused.err).toContain('--yes')
    const done = await run(['hosts', 'delete', 'till-1', '--yes'], gone)
    expect([done.exitCode, done.received[0]?.method]).toEqual([0, 'DELETE'])
  })

  it('refuses an empty id, which an unset shell variable makes', async () => {
    const { exitCode, received } = await run(['hosts', 'delete', '', '--yes'], gone)
    expect([exitCode, received.length]).toEqual([2, 0])
  })
})
