import { afterEach, describe, expect, it, vi } from 'vitest'
import { capturedIo, type World } from '../captured-io.fixture.ts'
import { main } from '../main.ts'
import { type Reply, type ScriptedServer, scriptedServer } from '../scripted-server.fixture.ts'

const RECIPIENT = {
  id: '0123456789abcdef',
  protocol: 'email',
  endpoint: 'ops@example.com',
  regions: [
    { region: 'us-east-1', state: 'confirmed' },
    { region: 'us-west-2', state: 'pending' },
  ],
}

let server: ScriptedServer | undefined

afterEach(async () => {
  vi.restoreAllMocks()
  await server?.close()
  server = undefined
})

async function run(argv: readonly string[], reply: Reply, world: World = {}) {
  await server?.close()
  server = await scriptedServer(() => reply)
  const io = capturedIo({ ...world, env: server.env })
  const exitCode = await main(['subscriptions', ...argv], io)
  const [request] = server.received
  const body: unknown = request?.body ? JSON.parse(request.body) : undefined
  return { exitCode, out: io.out(), err: io.err(), request, body }
}

describe('recipients', () => {
  it('are listed with their state in each region', async () => {
    const { out, request } = await run(['recipients', 'a/b'], {
      body: { items: [RECIPIENT], next: null },
    })
    expect(request?.path).toBe('/v1/subscriptions/a%2Fb/recipients')
    expect(out).toMatch(
      /^0123456789abcdef +email +ops@example.com +us-east-1 confirmed, us-west-2 pending$/m,
    )
  })

  it.each([
    ['--email', 'ops@example.com', 'email'],
    ['--email-json', 'ops@example.com', 'email-json'],
    ['--sms', '+4915112345678', 'sms'],
    ['--https', 'https://example.com/hook', 'https'],
    ['--sqs', 'arn:aws:sqs:us-east-1:123456789012:flatline', 'sqs'],
  ])('are added with %s', async (flag, endpoint, protocol) => {
    const argv = ['add-recipient', 'ops', flag, endpoint]
    const { exitCode, body } = await run(argv, { status: 201, body: RECIPIENT })
    expect([exitCode, body]).toEqual([0, { protocol, endpoint }])
  })

  it.each([
    [['recipients', 'ops'], { items: [RECIPIENT], next: null }],
    [['add-recipient', 'ops', '--email', 'ops@example.com'], RECIPIENT],
    [['remove-recipient', 'ops', RECIPIENT.id, '--yes'], { message: 'OK' }],
  ])('may take 30 s with %j, because SNS is asked', async (argv, body) => {
    const limits = vi.spyOn(AbortSignal, 'timeout')
    await run(argv, { body })
    expect(limits.mock.calls).toEqual([[30_000]])
  })

  it('are told where they must confirm', async () => {
    const argv = ['add-recipient', 'ops', '--email', 'ops@example.com']
    const { out, err } = await run(argv, { status: 201, body: RECIPIENT })
    expect(out).toContain('us-west-2 pending')
    expect(err).toContain('nothing from us-west-2 until it confirms there')
  })

  it('are added one at a time', async () => {
    expect((await run(['add-recipient', 'ops'], {})).exitCode).toBe(2)
    const both = ['add-recipient', 'ops', '--sms', '+4915112345678', '--email', 'a@b.c']
    expect((await run(both, {})).exitCode).toBe(2)
  })

  it('are removed after a question, or with --yes', async () => {
    const argv = ['remove-recipient', 'ops', '0123456789abcdef']
    const unasked = await run(argv, { status: 204 })
    expect([unasked.exitCode, unasked.request]).toEqual([2, undefined])
    const { exitCode, err, request } = await run([...argv, '--yes'], { status: 204 })
    expect([exitCode, request?.method, request?.path]).toEqual([
      0,
      'DELETE',
      '/v1/subscriptions/ops/recipients/0123456789abcdef',
    ])
    expect(err).toContain('removed')
  })
})
