import { describe, expect, it } from 'vitest'
import { hostInputSchema } from '../contract/host-input.ts'
import { keyInputSchema } from '../contract/key-input.ts'
import { silenceInputSchema } from '../contract/silence-input.ts'
import { subscriptionInputSchema } from '../contract/subscription-input.ts'
import { FlatlineError } from '../core/problem.ts'
import { parseFields } from './parse-fields.ts'

const key = { name: 'Tills', scopes: ['beat'] }
const subscription = { name: 'Log', channel: { kind: 'log' } }
const silence = { to: '2026-03-02T20:00:00Z', reason: 'New tills' }

function refusalOf(schema: Parameters<typeof parseFields>[0], body: unknown): FlatlineError {
  try {
    parseFields(schema, typeof body === 'string' ? JSON.parse(body) : body)
  } catch (error) {
    if (error instanceof FlatlineError) return error
    throw error
  }
  throw new Error('the body was taken')
}

describe('a refused body', () => {
  it.each([
    [keyInputSchema, { ...key, name: 7 }, 'wrong_type', '/name must be a text.'],
    [keyInputSchema, { ...key, scopes: 'beat' }, 'wrong_type', '/scopes must be a list.'],
    [keyInputSchema, { ...key, labels: [] }, 'wrong_type', '/labels must be an object.'],
    [keyInputSchema, { ...key, hostsMax: 1.5 }, 'wrong_type', '/hostsMax must be a whole number.'],
    [keyInputSchema, { ...key, hostsMax: 1e17 }, 'out_of_range', 'must be at most 10000000.'],
    [keyInputSchema, { ...key, name: '' }, 'invalid_field', 'must have at least 1 character.'],
    [keyInputSchema, { ...key, scopes: [] }, 'invalid_field', 'must have at least 1 item.'],
    [hostInputSchema, { hostId: 'a', intervalMs: 1e17 }, 'out_of_range', 'from 1000 to 604800000.'],
    [hostInputSchema, { hostId: 'a', graceMs: 0.5 }, 'wrong_type', 'must be a whole number from 0'],
    [
      subscriptionInputSchema,
      { ...subscription, channel: { kind: 'fax' } },
      'invalid_field',
      '/channel/kind must be one of log, email, webhook, sns.',
    ],
  ])('is told what is wrong in plain words: %#', (schema, body, code, detail) => {
    const refusal = refusalOf(schema, body)
    expect(refusal).toMatchObject({ code, detail: expect.stringContaining(detail) })
    expect(refusal.errors).toHaveLength(1)
  })

  it('hears of the unknown field first when the code says so', () => {
    const { code, detail, errors } = refusalOf(keyInputSchema, { ...key, name: 7, hostMax: 5 })
    expect([code, detail]).toEqual(['unknown_field', '/hostMax is not known here (and 1 more).'])
    expect(errors).toHaveLength(2)
  })

  it.each([
    [silenceInputSchema, { ...silence, match: 'X' }, '/match/__proto__'],
    [subscriptionInputSchema, { ...subscription, match: 'X' }, '/match/__proto__'],
    [hostInputSchema, { hostId: 'a', labels: 'X' }, '/labels/__proto__'],
    [keyInputSchema, { ...key, labels: 'X' }, '/labels/__proto__'],
  ])('may not hold "__proto__", which would widen a match to all: %#', (schema, body, pointer) => {
    const text = JSON.stringify(body).replace('"X"', '{"__proto__":"0412"}')
    expect(refusalOf(schema, text)).toMatchObject({ code: 'unknown_field', errors: [{ pointer }] })
  })

  it.each(['hostid', 'host', 'host_id', 'hostname'])('says "write hostId" for %s', (name) => {
    const { detail, errors } = refusalOf(silenceInputSchema, { ...silence, match: { [name]: 'a' } })
    expect(detail).toContain('write hostId')
    expect(errors).toMatchObject([{ pointer: `/match/${name}` }])
  })

  it('has something to read in its names, reasons, sites and labels', () => {
    for (const [schema, body, pointer] of [
      [keyInputSchema, { ...key, name: '   ' }, '/name'],
      [keyInputSchema, { ...key, labels: { role: ' ' } }, '/labels/role'],
      [silenceInputSchema, { ...silence, match: {}, reason: '\u3000 ' }, '/reason'],
      [hostInputSchema, { hostId: 'a', site: ' ' }, '/site'],
    ] as const) {
      const refusal = refusalOf(schema, body)
      expect(refusal.detail).toContain('not blanks alone')
      expect(refusal.errors).toMatchObject([{ pointer }])
    }
    expect(parseFields(keyInputSchema, { ...key, name: ' Store 0412 ' }).name).toBe(' Store 0412 ')
  })

  it.each(['https://example.com/a b', 'https://example.com/\u202eb', 'https://example.com/\u0000'])(
    'may not name a webhook by %j',
    (url) => {
      const channel = { kind: 'webhook', url }
      const { errors } = refusalOf(subscriptionInputSchema, { ...subscription, channel })
      expect(errors).toMatchObject([{ pointer: '/channel/url' }])
    },
  )
})
