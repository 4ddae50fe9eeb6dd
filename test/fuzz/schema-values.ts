import fc from 'fast-check'
import { resolved, type Schema } from './openapi.ts'

const SOON = Array.from({ length: 12 }, (_, nth) => `@soon:${nth}@`)
/** Texts of every kind that some field may want; each field takes those that fit it. */
const TEXTS = [
  ...['fuzz', 'fuzz-1', '0412', 'store-*', '!test-*', '*', 'a'.repeat(20), 'é 你好 🙂', '='],
  ...['1s', '90s', '5m', '12h', '7d', '0s', '1d', '30d', 'till', 'host.missing'],
  ...[
    '2026-03-01T14:02:00Z',
    '2099-01-01T00:00:00Z',
    '2098-01-01T00:00:00+23:59',
    '2097-01-01T00:00:00.5Z',
    '9999-12-31T23:59:59.999Z',
  ],
  ...['0000-01-01T00:00:00Z', '2030-02-28T24:00:00Z', '1970-01-01T00:00:00-12:00'],
  ...['ops@example.com', '+4915112345678', 'whsec_Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFy'],
  ...['arn:aws:sns:us-east-1:123456789012:flatline', 'arn:aws:sqs:us-east-1:123456789012:fuzz'],
  ...['https://127.0.0.1:9/', '@beatKey:0@', '@readKey:0@', '@adminKey:0@', ...SOON],
]
const KEYS = ['@readKey:0@', '@adminKey:0@', '@beatKey:0@', '@readKey:0@x', '@keySecrets:0@']
const KINDS = [/^\d{4}-|^@soon/, /^\d+[smhd]$/].map(
  (kind) => (text: unknown) => typeof text === 'string' && kind.test(text),
)
/** Nothing here leads anywhere but to this machine, and no name needs to be looked up. */
const URLS = [
  ...[
    'http://127.0.0.1:9/',
    'http://127.0.0.1:9/a?b=%ff',
    'https://127.0.0.1:9',
    'http://[::1]:9/',
  ],
  ...['http://169.254.169.254/', 'http://0x7f.1/', 'http://2130706433/', 'http://[::ffff:7f00:1]/'],
  ...[
    'file:///etc/passwd',
    'ftp://127.0.0.1/',
    'http://',
    'http://127.0.0.1:99999/',
    'javascript:1',
  ],
  ...[
    'http://a:b@127.0.0.1:9/',
    'http://0/',
    'http://127.0.0.1:9/#x',
    `http://[::1]/${'a'.repeat(3_000)}`,
  ],
]
export const HOSTILE = [
  ...['', ' ', '\0', '\ud800', 'a\udc00', '\u202e', '\r\nBcc: x', '<script>', '=cmd|', '\x1b[31m'],
  ...['__proto__', 'constructor', "' OR 1=1 --", '"', '\\', '%00', '../..', 'x'.repeat(5_000)],
  ...['\ufeff', '𝕏'.repeat(60), 'NaN', '1e400', '-0', 'null', '*'.repeat(120), '!', '~', 'a~1'],
]
const JUNK = [null, true, false, 0, -1, 1.5, 1e21, 2 ** 53, '', [], {}, [[]], [null], { a: 1 }]

export const anyJunk: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(...JUNK, ...HOSTILE),
  fc.jsonValue(),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.integer({ min: 10, max: 2_000 }).map(nested),
)

/** Mostly as described, sometimes at a bound or just beyond it. */
export function anyValue(given: Schema, name = ''): fc.Arbitrary<unknown> {
  const schema = resolved(given)
  const choices = schema.oneOf ?? schema.anyOf
  if (choices !== undefined) return fc.oneof(...choices.map((choice) => anyValue(choice, name)))
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum)
  const [type = 'object', ...others] = [schema.type ?? 'object'].flat()
  if (others.length > 0) {
    return fc.oneof(...[type, ...others].map((each) => anyValue({ ...schema, type: each }, name)))
  }
  if (type === 'string') return anyText(schema, name)
  if (type === 'integer' || type === 'number') return anyNumber(schema)
  if (type === 'boolean') return fc.boolean()
  if (type === 'array') return anyList(schema, name)
  return type === 'null' ? fc.constant(null) : anyObject(schema)
}

/** Something that is described, spoilt in one place: missing, unknown, of another type, hostile. */
export function anySpoilt(given: Schema): fc.Arbitrary<unknown> {
  return fc
    .tuple(anyValue(given), fc.nat(3), fc.nat(20), anyJunk, fc.constantFrom(...HOSTILE))
    .map(([value, way, nth, junk, hostile]) => {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return junk
      const members = Object.entries(value)
      const at = nth % Math.max(members.length, 1)
      const name = members[at]?.[0] ?? 'name'
      if (way === 0) return Object.fromEntries(members.filter((_, index) => index !== at))
      if (way === 1) return Object.fromEntries([...members, [hostile, junk]])
      return Object.fromEntries([...members, [name, way === 2 ? junk : hostile]])
    })
}

function anyText(schema: Schema, name: string): fc.Arbitrary<unknown> {
  if (name === 'url') return fc.constantFrom(...URLS)
  if (name === 'key') return fc.constantFrom(...KEYS)
  if (name === 'endpoint') return fc.constantFrom(...TEXTS)
  const { minLength = 0, maxLength = 60 } = schema
  const pattern = new RegExp(schema.pattern ?? '', 'u')
  const fits = (text: unknown) =>
    typeof text === 'string' &&
    text.length >= minLength &&
    text.length <= maxLength &&
    pattern.test(text)
  const { examples = [] } = schema
  const kind = examples.length === 0 ? undefined : KINDS.find((each) => examples.every(each))
  const fitting = [...examples, ...TEXTS].filter((text) => fits(text) && (kind?.(text) ?? true))
  const bounds = [maxLength, maxLength + 1].map((length) => 'x'.repeat(length))
  return fc.oneof(
    { weight: 20, arbitrary: fc.constantFrom(...(fitting.length > 0 ? fitting : ['fuzz'])) },
    { weight: 1, arbitrary: fc.constantFrom(...bounds) },
    { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 20 }) },
  )
}

function anyNumber({ minimum = -1e6, maximum = 1e6 }: Schema): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 12, arbitrary: fc.integer({ min: minimum, max: maximum }) },
    fc.constantFrom(minimum, maximum, minimum - 1, maximum + 1, minimum + 0.5),
  )
}

function anyList({ items = {}, minItems = 0, maxItems = 4 }: Schema, name: string) {
  const some = fc.array(anyValue(items, name), { minLength: minItems, maxLength: 4 })
  const many = anyValue(items, name).map((item) => new Array<unknown>(maxItems + 1).fill(item))
  return fc.oneof({ weight: 9, arbitrary: some }, many)
}

function anyObject(schema: Schema): fc.Arbitrary<unknown> {
  const { properties = {}, required = [], additionalProperties } = schema
  const members = Object.entries(properties).map(([name, member]) =>
    fc
      .tuple(anyValue(member, name), fc.integer({ min: 0, max: 4 }))
      .map(([value, draw]) => (required.includes(name) || draw === 0 ? [[name, value]] : [])),
  )
  const extra = typeof additionalProperties === 'object' ? additionalProperties : undefined
  const names = fc.constantFrom('site', 'role', 'hostId', 'region', 'a_1')
  const others =
    extra === undefined
      ? fc.constant([])
      : fc.array(fc.tuple(names, anyValue(extra)), { maxLength: 4 })
  return fc.tuple(...members, others).map((entries) => Object.fromEntries(entries.flat()))
}

function nested(depth: number): unknown {
  let value: unknown = 1
  for (let at = 0; at < depth; at++) value = at % 2 === 0 ? [value] : { a: value }
  return value
}
