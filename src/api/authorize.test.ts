import { describe, expect, it } from 'vitest'
import { makeWorld } from '../../test/kit/world.ts'
import { FlatlineError } from '../core/problem.ts'
import { revokeKey } from '../service/revoke-key.ts'
import { rotateKey } from '../service/rotate-key.ts'
import { authorize, hasKeyInQuery, type KeyCarrier } from './authorize.ts'
import { problemAnswer } from './problem-answer.ts'

type Headers = Readonly<Record<string, readonly string[]>>

function carrying(headers: Headers, query = ''): KeyCarrier {
  return { header: (name) => headers[name] ?? [], hasKeyInQuery: hasKeyInQuery(query) }
}

async function makeKeys() {
  const world = makeWorld()
  const beat = await world.key(['beat'])
  const admin = await world.key(['admin', 'read'])
  const refusal = (headers: Headers, query = '') => {
    try {
      authorize(world.ctx, carrying(headers, query), 'beat', world.now())
      return undefined
    } catch (error) {
      return error instanceof FlatlineError ? error.code : String(error)
    }
  }
  return { world, beat, admin, refusal }
}

describe('who a request comes from', () => {
  it('takes the key from x-api-key or from a bearer token, in any case', async () => {
    const { world, beat } = await makeKeys()
    for (const headers of [
      { 'x-api-key': [beat.text] },
      { authorization: [`Bearer ${beat.text}`] },
      { authorization: [`bearer  ${beat.text}`] },
      { 'x-api-key': [beat.text], authorization: [`Bearer ${beat.text}`] },
      { 'x-api-key': [beat.text], authorization: ['Basic dXNlcjpwYXNz'] },
    ]) {
      expect(authorize(world.ctx, carrying(headers), 'beat', world.now()).id).toBe(beat.key.id)
    }
  })

  it('refuses two keys that differ, and one key given twice', async () => {
    const { beat, admin, refusal } = await makeKeys()
    for (const headers of [
      { 'x-api-key': [beat.text], authorization: [`Bearer ${admin.text}`] },
      { 'x-api-key': [beat.text, beat.text] },
      { 'x-api-key': [`${beat.text}, ${beat.text}`] },
      { authorization: [`Bearer ${beat.text}`, `Bearer ${beat.text}`] },
    ]) {
      expect(refusal(headers)).toBe('ambiguous_key')
    }
  })

  it('refuses a key in the query, even beside a good one', async () => {
    const { beat, refusal } = await makeKeys()
    const headers = { 'x-api-key': [beat.text] }
    for (const name of ['key', 'api_key', 'apikey', 'x-api-key', 'X-API-Key', 'token']) {
      expect(refusal(headers, `a=1&${name}=${beat.text}`)).toBe('key_in_query')
      expect(refusal({}, `${name}=${beat.text}`)).toBe('key_in_query')
    }
    expect(refusal(headers, 'site=0412&keyed=1')).toBeUndefined()
  })

  it('answers missing, malformed, unknown, revoked and expired keys alike', async () => {
    const { world, beat, refusal } = await makeKeys()
    const expired = await world.key(['beat'], { expiresAt: world.now() + 1 })
    const rotated = await world.key(['beat'])
    await rotateKey(world.ctx, { id: rotated.key.id, overlapMs: 1 })
    world.clock.advance(1_000)
    const broken = `${beat.text.slice(0, -1)}${beat.text.endsWith('0') ? '1' : '0'}`
    const stranger = (await makeWorld({ seed: 77 }).key(['beat'])).text
    const texts = ['', 'x', 'fl_', broken, stranger, expired.text, rotated.text, '🔑']
    const bodies = texts.map((text) => {
      expect(refusal({ 'x-api-key': [text] })).toBe('unauthorized')
      return bodyOf(() =>
        authorize(world.ctx, carrying({ 'x-api-key': [text] }), 'beat', world.now()),
      )
    })
    expect(refusal({})).toBe('unauthorized')
    expect(new Set(bodies).size).toBe(1)
  })

  it('accepts a rotated key during its overlap only', async () => {
    const { world, beat, refusal } = await makeKeys()
    await rotateKey(world.ctx, { id: beat.key.id, overlapMs: 60_000 })
    const headers = { 'x-api-key': [beat.text] }
    expect(refusal(headers)).toBeUndefined()
    world.clock.advance(60_000)
    expect(refusal(headers)).toBe('unauthorized')
  })

  it('ends a key that was used before, by its expiry and by its revocation', async () => {
    const { world, refusal } = await makeKeys()
    const expiring = await world.key(['beat'], { expiresAt: world.now() + 1_000 })
    const revoked = await world.key(['beat'])
    for (const { text } of [expiring, expiring, revoked, revoked]) {
      expect(refusal({ 'x-api-key': [text] })).toBeUndefined()
    }
    world.clock.advance(1_000)
    expect(refusal({ 'x-api-key': [expiring.text] })).toBe('unauthorized')
    await revokeKey(world.ctx, { id: revoked.key.id })
    expect(refusal({ 'x-api-key': [revoked.text] })).toBe('unauthorized')
  })

  it('refuses a key without the scope and names the scope that is needed', async () => {
    const { admin, refusal } = await makeKeys()
    expect(refusal({ 'x-api-key': [admin.text] })).toBe('insufficient_scope')
  })
})

function bodyOf(act: () => unknown): string {
  try {
    act()
    return 'accepted'
  } catch (error) {
    return problemAnswer(error, '/v1/heartbeat').body
  }
}
