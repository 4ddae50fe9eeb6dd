import { afterEach, describe, expect, it, vi } from 'vitest'
import { capturedIo, type World } from '../captured-io.fixture.ts'
import { main } from '../main.ts'
import { type Reply, type ScriptedServer, scriptedServer } from '../scripted-server.fixture.ts'

const SUBSCRIPTION = {
  id: 'ops',
  name: 'Operations',
  channel: { kind: 'webhook', url: 'https://example.com/hook', secret: 'whsec_x' },
  events: ['host.missing'],
  match: {},
  groupWaitMs: 10_000,
  groupIntervalMs: 60_000,
  state: 'active',
  stateReason: null,
  createdAt: '2026-03-01T12:00:00.000Z',
}

let server: ScriptedServer | undefined

afterEach(async () => {
  vi.restoreAllMocks()
  await server?.close()
  server = undefined
})

async function run(argv: readonly string[], reply: Reply, world: World = {}) {
  server = await scriptedServer(() => reply)
  const io = capturedIo({ ...world, env: server.env })
  const exitCode = await main(['subscriptions', ...argv], io)
  const sent = server.received[0]?.body
  const body: unknown = sent ? JSON.parse(sent) : undefined
  return { exitCode, out: io.out(), err: io.err(), body }
}

describe('subscriptions', () => {
  it('says that a made-up secret is shown once', async () => {
    const argv = ['create', '--name', 'Chat', '--webhook', 'https://example.com/hook']
    const { exitCode, out, err, body } = await run(argv, { status: 201, body: SUBSCRIPTION })
    expect(exitCode).toBe(0)
    expect(body).toEqual({
      name: 'Chat',
      channel: { kind: 'webhook', url: 'https://example.com/hook' },
    })
    expect(out).toContain('whsec_x')
    expect(err).toContain('shown this once')
  })

  it('takes the secret of a webhook from a file only', async () => {
    const argv = ['create', '--name', 'Chat', '--webhook', 'https://x', '--webhook-secret-file']
    const { body } = await run(
      [...argv, '/s'],
      { body: SUBSCRIPTION },
      { files: { '/s': 'whsec_y\n' } },
    )
    expect(body).toMatchObject({ channel: { secret: 'whsec_y' } })
  })

  it('gathers addresses, events and matchers', async () => {
    const { body } = await run(
      [
        ...['create', '--name', 'Ops', '--email', 'a@example.com', '--email', 'b@example.com'],
        ...['--event', 'host.missing', 'host.recovered', '--match', 'site=04*', '--match'],
        ...['role=till', '--match', 'role=kiosk', '--group-wait', '30s'],
      ],
      { body: SUBSCRIPTION },
    )
    expect(body).toEqual({
      name: 'Ops',
      channel: { kind: 'email', to: ['a@example.com', 'b@example.com'] },
      events: ['host.missing', 'host.recovered'],
      match: { site: ['04*'], role: ['till', 'kiosk'] },
      groupWaitMs: 30_000,
    })
  })

  it('needs exactly one channel', async () => {
    expect((await run(['create', '--name', 'x'], {})).exitCode).toBe(2)
    const both = ['create', '--name', 'x', '--log', '--webhook', 'https://x']
    expect((await run(both, {})).exitCode).toBe(2)
  })

  it('takes a topic of Amazon SNS', async () => {
    const topicArn = 'arn:aws:sns:us-east-1:123456789012:flatline'
    const { body } = await run(['create', '--name', 'Ops', '--sns', topicArn], {
      body: { ...SUBSCRIPTION, channel: { kind: 'sns', topicArn } },
    })
    expect(body).toEqual({ name: 'Ops', channel: { kind: 'sns', topicArn } })
  })

  it('says how to try one that is made, unless it must wait or a program reads', async () => {
    const pending = { ...SUBSCRIPTION, state: 'pending', stateReason: 'it must confirm' }
    const errOf = async (body: typeof SUBSCRIPTION | typeof pending, ...flags: string[]) => {
      await server?.close()
      const argv = ['create', '--name', 'Chat', '--log', ...flags]
      return (await run(argv, { status: 201, body })).err
    }
    expect(await errOf(SUBSCRIPTION)).toContain('Try it: flatline subscriptions test ops\n')
    expect(await errOf(pending)).not.toContain('Try it')
    expect(await errOf(SUBSCRIPTION, '--json')).not.toContain('Try it')
  })

  it('waits 30 s for a receiver that is tried, and 10 s for the server alone', async () => {
    const limits = vi.spyOn(AbortSignal, 'timeout')
    await run(['test', 'ops'], { body: { outcome: 'accepted', detail: '200', durationMs: 12 } })
    expect(limits.mock.calls).toEqual([[30_000]])
    await server?.close()
    await run(['get', 'ops'], { body: SUBSCRIPTION })
    expect(limits.mock.calls).toEqual([[30_000], [10_000]])
  })

  it('fails when the receiver did not take the test message, and shows its answer', async () => {
    const trial = { outcome: 'failed', detail: '500 Internal Server Error', durationMs: 12 }
    const { exitCode, out } = await run(['test', 'ops'], { body: trial })
    expect(exitCode).toBe(1)
    expect(out).toContain('500 Internal Server Error')
  })

  it('lists which hosts each is about, and why one is disabled', async () => {
    const stateReason = 'the receiver answered 410'
    const gone = { ...SUBSCRIPTION, id: 'gone', state: 'disabled', stateReason }
    const body = { items: [SUBSCRIPTION, gone], next: null }
    const { out } = await run(['list'], { body })
    expect(out).toMatch(/STATE +REASON/)
    expect(out).toMatch(/^ops +Operations +active +- .* all /m)
    expect(out).toMatch(/^gone +Operations +disabled +the receiver answered 410 /m)
  })

  it('shows that one without matchers is about all hosts', async () => {
    const { out } = await run(['get', 'ops'], { body: SUBSCRIPTION })
    expect(out).toMatch(/^match +all$/m)
  })

  it('uses a disabled one again', async () => {
    const { body } = await run(['edit', 'ops', '--activate'], { body: SUBSCRIPTION })
    expect(body).toEqual({ active: true })
  })
})
