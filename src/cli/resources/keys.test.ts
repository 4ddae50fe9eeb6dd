import { afterEach, expect, it } from 'vitest'
import { capturedIo } from '../captured-io.fixture.ts'
import { main } from '../main.ts'
import { KEY, type ScriptedServer, scriptedServer } from '../scripted-server.fixture.ts'

const SECRET = {
  id: 'abcdefgh',
  name: 'tills',
  scopes: ['beat'],
  hostPattern: 'store-*',
  labels: {},
  hostsMax: 10,
  createdAt: '2026-03-01T12:00:00.000Z',
  expiresAt: null,
  formerUntil: null,
  key: KEY,
}

let server: ScriptedServer | undefined

afterEach(async () => {
  await server?.close()
  server = undefined
})

async function run(argv: readonly string[]) {
  server = await scriptedServer(() => ({ status: 201, body: SECRET }))
  const io = capturedIo({ env: server.env })
  return { exitCode: await main(argv, io), out: io.out(), err: io.err(), received: server.received }
}

it('prints a new key alone on standard output', async () => {
  const argv = ['keys', 'create', '--name', 'tills', '--scope', 'beat', 'read']
  const { exitCode, out, err, received } = await run([...argv, '--host-pattern', 'store-*'])
  expect(exitCode).toBe(0)
  expect(out).toBe(`${KEY}\n`)
  expect(err).toContain('shown this once')
  expect(JSON.parse(received[0]?.body ?? '')).toEqual({
    name: 'tills',
    scopes: ['beat', 'read'],
    hostPattern: 'store-*',
  })
})

it('needs a name and a known scope', async () => {
  expect((await run(['keys', 'create', '--name', 'x'])).exitCode).toBe(2)
  expect((await run(['keys', 'create', '--name', 'x', '--scope', 'all'])).exitCode).toBe(2)
})

it('rotates without a question only if the old secret lives on for a while', async () => {
  expect((await run(['keys', 'rotate', 'abcdefgh'])).exitCode).toBe(2)
  const { exitCode, received } = await run(['keys', 'rotate', 'abcdefgh', '--overlap', '1d'])
  expect(exitCode).toBe(0)
  expect(received[0]).toMatchObject({ path: '/v1/keys/abcdefgh/rotate' })
  expect(JSON.parse(received[0]?.body ?? '')).toEqual({ overlapMs: 86_400_000 })
})

it('prints everything as JSON on request', async () => {
  const { out } = await run(['keys', 'create', '--name', 'x', '--scope', 'beat', '--json'])
  expect(JSON.parse(out)).toEqual(SECRET)
})
