import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { HostId } from './ids.ts'
import {
  allows,
  formatKey,
  formatKeyId,
  type Key,
  mayBeatFor,
  parseKey,
  stampFacts,
} from './key.ts'

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
const key = (overrides: Partial<Key>): Key => ({
  id: formatKeyId(new Uint8Array(6)),
  name: 'tills',
  hash: '',
  scopes: ['beat'],
  hostPattern: '*',
  labels: {},
  hostsMax: 10,
  createdAt: 0,
  expiresAt: null,
  former: null,
  ...overrides,
})

describe('a key', () => {
  test('is found again by its text, whatever was drawn', () => {
    fc.assert(
      fc.property(bytes(6), bytes(32), (id, secret) => {
        const keyId = formatKeyId(id)
        const text = formatKey(keyId, secret)
        expect(text).toMatch(/^fl_[0-9A-Za-z]{8}_[0-9A-Za-z]{49}$/)
        expect(parseKey(text)).toBe(keyId)
      }),
    )
  })

  test('with one character mistyped is refused', () => {
    fc.assert(
      fc.property(bytes(6), bytes(32), fc.nat(60), (id, secret, where) => {
        const text = formatKey(formatKeyId(id), secret)
        const other = text[where] === 'a' ? 'b' : 'a'
        expect(parseKey(text.slice(0, where) + other + text.slice(where + 1))).toBeUndefined()
      }),
    )
  })

  test('cut short, lengthened or from elsewhere is refused', () => {
    const text = formatKey(formatKeyId(new Uint8Array(6)), new Uint8Array(32))
    for (const wrong of ['', 'fl_', text.slice(1), `${text}0`, ` ${text}`, 'Bearer x']) {
      expect(parseKey(wrong)).toBeUndefined()
    }
  })

  test('that may beat may not read; one that may administer may read', () => {
    expect(allows(key({ scopes: ['beat'] }), 'read')).toBe(false)
    expect(allows(key({ scopes: ['admin'] }), 'read')).toBe(true)
    expect(allows(key({ scopes: ['admin'] }), 'beat')).toBe(false)
    expect(allows(key({ scopes: ['read'] }), 'admin')).toBe(false)
  })

  test('speaks only for the hosts of its pattern', () => {
    const tills = key({ hostPattern: 'store-0412-*' })
    expect(mayBeatFor(tills, 'store-0412-till-3' as HostId)).toBe(true)
    expect(mayBeatFor(tills, 'store-0413-till-3' as HostId)).toBe(false)
  })

  test('stamps its labels over what the heartbeat says', () => {
    const stamped = stampFacts(key({ labels: { site: '0412', role: 'till' } }), {
      site: 'elsewhere',
      labels: { role: 'kiosk', os: 'linux' },
    })
    expect(stamped).toEqual({ site: '0412', labels: { role: 'till', os: 'linux' } })
    expect(stampFacts(key({}), {})).toEqual({})
  })
})
