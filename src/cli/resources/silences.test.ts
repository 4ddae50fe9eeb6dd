import { afterEach, expect, it } from 'vitest'
import { capturedIo } from '../captured-io.fixture.ts'
import { main } from '../main.ts'
import { type ScriptedServer, scriptedServer } from '../scripted-server.fixture.ts'

let server: ScriptedServer | undefined

afterEach(async () => {
  await server?.close()
  server = undefined
})

async function create(...argv: readonly string[]) {
  server = await scriptedServer(() => ({ status: 201, body: { id: 's1' } }))
  const io = capturedIo({ env: server.env })
  const exitCode = await main(['silences', 'create', '--reason', 'new tills', ...argv], io)
  const sent = server.received[0]?.body
  const body: unknown = sent === undefined ? undefined : JSON.parse(sent)
  return { exitCode, body }
}

it('ends a silence a while after now', async () => {
  const { body } = await create('--match', 'site=0412', '--for', '2h')
  expect(body).toEqual({
    match: { site: ['0412'] },
    to: '2026-03-01T14:00:00.000Z',
    reason: 'new tills',
  })
})

it('ends a silence a while after its beginning', async () => {
  const { body } = await create('--all-hosts', '--from', '2026-03-02T00:00:00Z', '--for', '1d')
  expect(body).toEqual({
    match: {},
    from: '2026-03-02T00:00:00.000Z',
    to: '2026-03-03T00:00:00.000Z',
    reason: 'new tills',
  })
})

it('shows that a silence without matchers is about all hosts', async () => {
  const at = '2026-03-02T00:00:00.000Z'
  const whole = {
    id: 's1',
    match: {},
    from: at,
    to: at,
    reason: 'x',
    createdAt: at,
    createdBy: 'A',
  }
  server = await scriptedServer(() => ({ body: { items: [whole], next: null } }))
  const io = capturedIo({ env: server.env })
  await main(['silences', 'list'], io)
  expect(io.out()).toMatch(/^s1 +all /m)
})

it('never silences the whole fleet or for ever by omission', async () => {
  expect(await create('--for', '2h')).toEqual({ exitCode: 2, body: undefined })
  expect(await create('--match', 'site=0412')).toEqual({ exitCode: 2, body: undefined })
})
