import { describe, expect, test } from 'vitest'
import { makeWorld } from '../../test/kit/world.ts'
import { createKey } from './create-key.ts'
import { findKey } from './keyring.ts'
import { listKeys } from './list-keys.ts'

describe('creating a key', () => {
  test('makes it valid at once, for every host unless told otherwise', async () => {
    const { ctx, now } = makeWorld()
    const { key, text } = await createKey(ctx, { name: 'tills', scopes: ['beat'] })
    expect(findKey(ctx, text, now())).toEqual(key)
    expect(key).toMatchObject({ hostPattern: '*', labels: {}, expiresAt: null, former: null })
  })

  test('stores its digest and never its text', async () => {
    const { ctx } = makeWorld()
    const { text } = await createKey(ctx, { name: 'tills', scopes: ['beat'] })
    const { items } = await listKeys(ctx, { limit: 10 })
    expect(items.map(({ value }) => value.name)).toEqual(['tills'])
    expect(JSON.stringify(items)).not.toContain(text.slice(12))
  })

  test('lets it end at the instant given', async () => {
    const { ctx, now } = makeWorld()
    const expiresAt = now() + 1_000
    const { text } = await createKey(ctx, { name: 'tills', scopes: ['beat'], expiresAt })
    expect(findKey(ctx, text, expiresAt - 1)).toBeDefined()
    expect(findKey(ctx, text, expiresAt)).toBeUndefined()
  })

  test('refuses one that would have expired already', async () => {
    const { ctx, now } = makeWorld()
    const call = createKey(ctx, { name: 'tills', scopes: ['beat'], expiresAt: now() })
    await expect(call).rejects.toMatchObject({
      code: 'invalid_field',
      errors: [{ pointer: '/expiresAt' }],
    })
  })

  test('never gives the same key twice', async () => {
    const { ctx } = makeWorld()
    const texts = new Set<string>()
    for (let i = 0; i < 50; i++) {
      texts.add((await createKey(ctx, { name: `${i}`, scopes: ['beat'] })).text)
    }
    expect(texts.size).toBe(50)
  })
})
