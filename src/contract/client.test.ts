import { describe, expect, it } from 'vitest'
import { makeAppWorld, ORIGIN } from '../../test/kit/app-world.ts'
import { createClient } from './client.ts'
import { ContractError } from './contract-error.ts'
import type { FetchLike } from './send-request.ts'

const connect = async () => {
  const world = await makeAppWorld()
  const fetch: FetchLike = (url, init) => world.app.fetch(new Request(url, init))
  const client = createClient({ baseUrl: `${ORIGIN}/`, key: world.keys.admin, fetch })
  return { world, client }
}

describe('the client', () => {
  it('walks through a list page by page', async () => {
    const { world, client } = await connect()
    await world.beat(['a', 'b', 'c'])
    const seen: string[] = []
    for await (const hosts of client.pages(client.hosts.list, { limit: 2, state: 'up' })) {
      seen.push(hosts.map(({ hostId }) => hostId).join())
    }
    expect(seen).toEqual(['a,b', 'c'])
  })

  it('creates, edits under an ETag, and removes', async () => {
    const { client } = await connect()
    const channel = { kind: 'log' } as const
    const input = { name: 'Log', channel, groupWait: '1s' }
    const { id } = await client.subscriptions.create(input, { idempotencyKey: 'x' })
    expect((await client.subscriptions.create(input, { idempotencyKey: 'x' })).id).toBe(id)
    await expect(
      client.subscriptions.edit(id, { name: 'b' }, { etag: '"9"' }),
    ).rejects.toMatchObject({ problem: { code: 'precondition_failed' } })
    expect(await client.subscriptions.edit(id, { name: 'b' }, { etag: '"1"' })).toMatchObject({
      name: 'b',
    })
    expect(await client.subscriptions.remove(id)).toBeUndefined()
  })

  it('reads a host with the ETag under which it may be edited, once', async () => {
    const { world, client } = await connect()
    await world.beat(['till-1'])
    const { value, etag } = await client.hosts.read('till-1')
    expect(value).toEqual(await client.hosts.get('till-1'))
    expect(etag).toBeDefined()
    const under = etag === undefined ? {} : { etag }
    await client.hosts.edit('till-1', { site: '0412' }, under)
    await expect(client.hosts.edit('till-1', { site: '0413' }, under)).rejects.toMatchObject({
      problem: { code: 'precondition_failed' },
    })
  })

  it('escapes ids, and rotates and tests with one call each', async () => {
    const { client } = await connect()
    await expect(client.hosts.get('a/b?c')).rejects.toBeInstanceOf(ContractError)
    const { id } = await client.keys.create({ name: 'a', scopes: ['beat'] })
    expect((await client.keys.rotate(id, { overlap: '1h' })).key).toMatch(/^fl_/)
    expect(await client.fleet.get()).toMatchObject({ hosts: 0 })
    expect(await client.status.get()).toEqual({ message: 'OK' })
  })

  it('carries problem and Retry-After in its error', async () => {
    const fetch: FetchLike = async () =>
      Response.json(
        { type: 'x', title: 'Busy', status: 503, detail: 'd', instance: '/', code: 'overloaded' },
        { status: 503, headers: { 'retry-after': '7' } },
      )
    const client = createClient({ baseUrl: ORIGIN, fetch })
    await expect(client.fleet.get()).rejects.toMatchObject({
      retryAfterSeconds: 7,
      problem: { code: 'overloaded' },
    })
  })

  it('says so when something else than Flatline answers', async () => {
    const fetch: FetchLike = async () => new Response('<html>Bad gateway', { status: 502 })
    const client = createClient({ baseUrl: ORIGIN, fetch })
    await expect(client.fleet.get()).rejects.toMatchObject({
      problem: { code: 'foreign_answer', status: 502 },
    })
  })
})
