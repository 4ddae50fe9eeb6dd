import { expect, it } from 'vitest'
import { makeLambdaWorld } from '../../../test/kit/lambda-world.ts'
import { formatKeyId } from '../../core/key.ts'
import type { Context } from '../../service/context.ts'
import { revokeKey } from '../../service/revoke-key.ts'
import { IDS_MAX, KNOWN_MS, openKeyCache, RETRY_MS, UNKNOWN_MS } from './key-cache.ts'

const HOST = '{"hostId":"till-1"}'

async function makeFunction() {
  const lambda = makeLambdaWorld()
  const key = await lambda.world.key(['beat'])
  const beat = async () => {
    const headers = { 'x-api-key': key.text }
    return (await lambda.send({ target: '/v1/heartbeat', headers, body: HOST })).statusCode
  }
  return { ...lambda, key, beat }
}

it('reads a key once a minute, however often it comes', async () => {
  const { world, reads, beat, key } = await makeFunction()
  for (let second = 0; second < 60; second++) {
    expect(await beat()).toBe(200)
    world.clock.advance(1_000)
  }
  expect(reads).toEqual([key.key.id])
  await beat()
  expect(reads).toEqual([key.key.id, key.key.id])
})

it('refuses a revoked key after a minute at the latest', async () => {
  const { world, beat, key } = await makeFunction()
  await beat()
  await world.key(['admin'])
  await revokeKey(world.ctx, { id: key.key.id })
  world.clock.advance(KNOWN_MS - 1)
  expect(await beat()).toBe(200)
  world.clock.advance(1)
  expect(await beat()).toBe(401)
})

it('refuses an expired key at once', async () => {
  const lambda = makeLambdaWorld()
  const key = await lambda.world.key(['beat'], { expiresAt: lambda.world.now() + 5_000 })
  const headers = { 'x-api-key': key.text }
  const beat = () => lambda.send({ target: '/v1/heartbeat', headers, body: HOST })
  expect((await beat()).statusCode).toBe(200)
  lambda.world.clock.advance(5_000)
  expect((await beat()).statusCode).toBe(401)
})

it('remembers for ten seconds that there is no such key', async () => {
  const { world, ctx, reads } = await makeFunction()
  const cache = openKeyCache(ctx)
  await cache.ensure('nobody00')
  world.clock.advance(UNKNOWN_MS - 1)
  await cache.ensure('nobody00')
  expect(reads).toEqual(['nobody00'])
  world.clock.advance(1)
  await cache.ensure('nobody00')
  expect(reads).toEqual(['nobody00', 'nobody00'])
})

it('keeps a known key while keys cannot be read, says so once, and asks again later', async () => {
  const { world, reads, broken, beat } = await makeFunction()
  await beat()
  broken.keys = true
  world.clock.advance(KNOWN_MS)
  for (let second = 0; second < 10; second++) {
    expect(await beat()).toBe(200)
    world.clock.advance(1_000)
  }
  expect(reads).toHaveLength(1 + 10_000 / RETRY_MS)
  expect(world.logged.filter(({ level }) => level === 'warn')).toHaveLength(1)
  broken.keys = false
  await beat()
  broken.keys = true
  world.clock.advance(KNOWN_MS)
  await beat()
  expect(world.logged.filter(({ level }) => level === 'warn')).toHaveLength(2)
})

it('answers 503 for a key that it does not know while keys cannot be read', async () => {
  const { broken, beat } = await makeFunction()
  broken.keys = true
  expect(await beat()).toBe(503)
  broken.keys = false
  expect(await beat()).toBe(200)
})

it('reads a key once for all requests that wait for it', async () => {
  const { reads, beat, key } = await makeFunction()
  const statuses = await Promise.all(Array.from({ length: 20 }, beat))
  expect(new Set(statuses)).toEqual(new Set([200]))
  expect(reads).toEqual([key.key.id])
})

it('waits for a silent table no longer than its limit', async () => {
  const { ctx } = await makeFunction()
  const records = { ...ctx.records, get: () => new Promise<never>(() => {}) }
  const cache = openKeyCache({ ...ctx, records }, 5)
  await expect(cache.ensure('anybody0')).rejects.toMatchObject({ code: 'store_unavailable' })
})

it('reads again when the clock was set back', async () => {
  const { world, reads, beat } = await makeFunction()
  await beat()
  world.clock.step(-KNOWN_MS)
  await beat()
  expect(reads).toHaveLength(2)
})

it('knows ten thousand ids at most, and forgets the oldest', async () => {
  const { ctx, reads } = await makeFunction()
  const cache = openKeyCache(ctx)
  const ids = Array.from({ length: IDS_MAX + 1 }, (_, index) => formatKeyId(bytesOf(index)))
  for (const id of ids) await cache.ensure(id)
  reads.length = 0
  await cache.ensure(ids.at(-1) ?? '')
  expect(reads).toEqual([])
  await cache.ensure(ids[0] ?? '')
  expect(reads).toEqual([ids[0]])
})

it('never reads a key of the configuration', async () => {
  const { ctx, reads, world } = await makeFunction()
  const builtIn = { ...world.beatKey, scopes: ['admin' as const] }
  const settings = { ...ctx.settings, builtInKeys: [builtIn] }
  const configured: Context = { ...ctx, settings, keyring: new Map([[builtIn.id, builtIn]]) }
  await openKeyCache(configured).ensure(builtIn.id)
  expect(reads).toEqual([])
  expect(configured.keyring.get(builtIn.id)).toBe(builtIn)
})

function bytesOf(index: number): Uint8Array {
  return Uint8Array.of(0, 0, index >> 24, index >> 16, index >> 8, index)
}
