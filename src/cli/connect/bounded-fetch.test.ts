import { createServer } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { type ScriptedServer, scriptedServer } from '../scripted-server.fixture.ts'
import { ANSWER_BYTES_MAX, boundedFetch } from './bounded-fetch.ts'

const never = new AbortController().signal
const fetchBounded = boundedFetch(fetch, never)
let server: ScriptedServer | undefined

afterEach(async () => {
  await server?.close()
  server = undefined
})

describe('bounded fetch', () => {
  it('follows no redirect, because the key would travel with it', async () => {
    server = await scriptedServer(() => ({ status: 302, headers: { location: '/elsewhere' } }))
    await expect(fetchBounded(server.url)).rejects.toMatchObject({
      exitCode: 78,
      message: expect.stringContaining('/elsewhere'),
    })
    expect(server.received).toHaveLength(1)
  })

  it('stops reading an answer that is too large', async () => {
    server = await scriptedServer(() => ({ body: 'x'.repeat(ANSWER_BYTES_MAX + 1) }))
    await expect(fetchBounded(server.url)).rejects.toMatchObject({
      exitCode: 1,
      message: expect.stringContaining('16 MB'),
    })
  })

  it('returns error answers and empty answers like any other', async () => {
    server = await scriptedServer(({ path }) => ({ status: path === '/gone' ? 204 : 500 }))
    expect((await fetchBounded(`${server.url}/gone`)).status).toBe(204)
    expect((await fetchBounded(`${server.url}/`)).status).toBe(500)
  })

  it('says that nothing listens there', async () => {
    server = await scriptedServer(() => ({}))
    await server.close()
    await expect(fetchBounded(server.url)).rejects.toMatchObject({
      exitCode: 69,
      message: 'The server cannot be reached: nothing listens there.',
    })
  })

  it('names the cause when an error has no code', async () => {
    await expect(fetchBounded('http://127.0.0.1:6666/')).rejects.toMatchObject({
      exitCode: 69,
      message: expect.stringContaining('its port belongs to another protocol'),
    })
    const broken = boundedFetch(() => Promise.reject(new Error('odd\u001b[2J')), never)
    await expect(broken('http://127.0.0.1/')).rejects.toMatchObject({
      message: 'The server cannot be reached: odd\ufffd[2J.',
    })
  })

  it('gives up after the limit that it was given, and names it', async () => {
    const silent: typeof fetch = (_, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason))
      })
    const brief = boundedFetch(silent, never, 20)
    await expect(brief('http://127.0.0.1/')).rejects.toMatchObject({
      exitCode: 69,
      message: 'The server cannot be reached: no answer within 0.02 s.',
    })
  })

  it('says that the connection was closed', async () => {
    const rude = createServer((socket) => socket.resetAndDestroy())
    await new Promise<void>((resolve) => rude.listen(0, '127.0.0.1', resolve))
    const address = rude.address()
    const port = typeof address === 'object' ? address?.port : 0
    await expect(fetchBounded(`http://127.0.0.1:${port}/`)).rejects.toMatchObject({ exitCode: 69 })
    rude.close()
  })
})
