import fc from 'fast-check'
import type { Operation, Schema } from './openapi.ts'
import { anyJunk, anySpoilt, anyValue, HOSTILE } from './schema-values.ts'

/** `@kind:n@` stands for the nth thing of its kind that there is by then. */
export interface OperationRequest {
  readonly target: string
  readonly headers: readonly string[]
  readonly body: string | null
}

const QUERY_KINDS: Readonly<Record<string, string>> = {
  hostId: 'hosts',
  site: 'sites',
  subscriptionId: 'subscriptions',
  cursor: 'cursors',
}
const BEATS = /^POST \/v1\/hea/
const ETAGS = [
  '*',
  '"0"',
  '"1"',
  '"2"',
  'W/"1"',
  '"999999999999999"',
  '"x"',
  '""',
  '1',
  '\xff',
  ' ',
]
const ONCE = [...'aabcdefghijklmnopqrstuvwxyz', 'x'.repeat(255), 'x'.repeat(256), '\xe9', ' ', '\t']
const TYPES = ['application/json', 'text/plain', 'application/x-ndjson', 'multipart/form-data', '']
const BODIES = ['', ' ', '{', '[]', 'null', '1', '"a"', '{}{}', '\xff', '[{]', '\ufeff{}', '{"a":']

export function anyRequest(operation: Operation): fc.Arbitrary<OperationRequest> {
  return fc
    .record({
      target: anyTarget(operation),
      query: anyQuery(operation),
      key: anyKey(BEATS.test(operation.name)),
      extra: anyExtra(operation),
      body: anyBody(operation),
    })
    .map(({ target, query, key, extra, body }) => ({
      target: `${target}${[...query, ...key.query].map(asQuery).join('')}`,
      headers: [...key.headers, ...extra, ...(body?.headers ?? [])],
      body: body?.text ?? null,
    }))
}

/** Of things that there are few of. */
function isCount({ type, maximum }: Schema): boolean {
  return type?.includes('integer') === true && maximum === undefined
}

function asQuery(pair: string, index: number): string {
  return `${index === 0 ? '?' : '&'}${pair}`
}

/** Octets that may not stand in a target are encoded; placeholders stay. */
export function encoded(text: string): string {
  return text
    .split(/(@\w+:\d+@)/)
    .map((part, index) => (index % 2 === 1 ? part : percent(part)))
    .join('')
}

function percent(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) => {
      const char = String.fromCharCode(byte)
      return /[A-Za-z0-9._~:-]/.test(char) ? char : `%${byte.toString(16).padStart(2, '0')}`
    })
    .join('')
}

function anyTarget({ path }: Operation): fc.Arbitrary<string> {
  const kindOf = (name: string) => (name === 'id' ? (path.split('/')[2] ?? '') : `${name}s`)
  const parts = path.split(/\{(\w+)\}/).map((part, index) => {
    if (index % 2 === 0) return fc.constant(part)
    const live = fc.nat(30).map((nth) => `@${kindOf(part)}:${nth}@`)
    const other = fc.oneof(
      fc.constantFrom(...HOSTILE, 'none', '%', '%zz', '%C3%28'),
      fc.string({ unit: 'binary', maxLength: 20 }),
      live.map((id) => `${id}x`),
    )
    return fc.oneof({ weight: 5, arbitrary: live }, other.map(encoded))
  })
  return fc.tuple(...parts).map((texts) => texts.join(''))
}

function anyQuery({ parameters = [] }: Operation): fc.Arbitrary<string[]> {
  const known = parameters.filter((each) => each.in === 'query')
  const pairs = known.map(({ name, schema }) => {
    const kind = QUERY_KINDS[name]
    const live = fc.nat(30).map((nth) => `@${kind}:${nth}@`)
    const cut = fc.nat(40).map((at) => `@cursors:0@${'x'.repeat(at)}`)
    const value = fc.oneof(
      { weight: 4, arbitrary: kind === undefined ? anyValue(schema, name).map(String) : live },
      { weight: 1, arbitrary: fc.constantFrom(...HOSTILE) },
      { weight: 1, arbitrary: kind === 'cursors' ? cut : anyValue(schema, name).map(String) },
      { weight: isCount(schema) ? 9 : 0, arbitrary: fc.nat(30).map(String) },
    )
    const pair = value.map((text) => {
      return name === 'labels' ? `label.role=${encoded(text)}` : `${name}=${encoded(text)}`
    })
    return fc.oneof(
      { weight: isCount(schema) ? 1 : 2, arbitrary: fc.constant([]) },
      { weight: isCount(schema) ? 9 : 1, arbitrary: pair.map((each) => [each]) },
    )
  })
  const odd = fc.constantFrom('limit=1', 'limit=2', 'unknown=1', '__proto__=1', '%', 'label.x=%ff')
  const odds = fc.oneof({ weight: 9, arbitrary: fc.constant([]) }, fc.array(odd, { maxLength: 2 }))
  return fc.tuple(...pairs, odds).map((found) => found.flat())
}

interface KeyChoice {
  readonly headers: readonly string[]
  readonly query: readonly string[]
}

function anyKey(beats: boolean): fc.Arbitrary<KeyChoice> {
  const proper = beats ? '@beatKey:0@' : '@adminKey:0@'
  const others: readonly KeyChoice[] = [
    { headers: [], query: [] },
    { headers: ['x-api-key: @readKey:0@'], query: [] },
    { headers: ['x-api-key: @beatKey:0@'], query: [] },
    { headers: ['x-api-key: @readKey:0@x'], query: [] },
    { headers: ['Authorization: Bearer @adminKey:0@'], query: [] },
    { headers: ['Authorization: Bearer @readKey:0@', `x-api-key: ${proper}`], query: [] },
    { headers: [`x-api-key: ${proper}`], query: ['api_key=x'] },
    { headers: ['x-api-key: \xff'], query: [] },
    { headers: ['Cookie: @cookies:0@'], query: [] },
    { headers: ['Cookie: @cookies:1@', 'Origin: http://127.0.0.1'], query: [] },
    { headers: ['Cookie: flatline_session=x', 'Origin: null'], query: [] },
    { headers: [`x-api-key: @keySecrets:0@`], query: [] },
  ]
  const usual = fc.constant<KeyChoice>({ headers: [`x-api-key: ${proper}`], query: [] })
  return fc.oneof({ weight: 5, arbitrary: usual }, fc.constantFrom(...others))
}

function anyExtra({ parameters = [] }: Operation): fc.Arbitrary<string[]> {
  const has = (name: string) => parameters.some((each) => each.name === name)
  const etags = fc.oneof(
    fc.nat(9).map((nth) => `@etags:${nth}@`),
    fc.constantFrom(...ETAGS),
  )
  const lines = [
    ...(has('If-Match') ? [etags.map((etag) => `If-Match: ${etag}`)] : []),
    ...(has('Idempotency-Key')
      ? [fc.constantFrom(...ONCE).map((once) => `Idempotency-Key: ${once}`)]
      : []),
  ]
  const absent = { weight: 2, arbitrary: fc.constant(null) }
  return fc
    .tuple(...lines.map((line) => fc.oneof(absent, line)))
    .map((found) => found.filter((line) => line !== null))
}

interface BodyChoice {
  readonly text: string
  readonly headers: readonly string[]
}

function anyBody({ requestBody, method }: Operation): fc.Arbitrary<BodyChoice | null> {
  const plain = (text: fc.Arbitrary<string>): fc.Arbitrary<BodyChoice> =>
    text.map((each) => ({ text: each, headers: [] }))
  const odd = plain(fc.oneof(fc.constantFrom(...BODIES), anyJunk.map(asJson)))
  if (requestBody === undefined) {
    return method === 'GET'
      ? fc.constant(null)
      : fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, odd)
  }
  const shaped = Object.entries(requestBody.content).map(([type, { schema }]) => {
    const text = type.includes('form') ? asForm : type.includes('ndjson') ? asLine : asJson
    const value = fc.oneof({ weight: 3, arbitrary: anyValue(schema) }, anySpoilt(schema))
    const types = fc.oneof({ weight: 9, arbitrary: fc.constant(type) }, fc.constantFrom(...TYPES))
    return fc
      .tuple(value, types)
      .map(([each, said]): BodyChoice => ({ text: text(each), headers: [`Content-Type: ${said}`] }))
  })
  const large = plain(fc.constantFrom(5_000, 70_000, 1_100_000).map((size) => ' '.repeat(size)))
  return fc.oneof(
    ...shaped.map((arbitrary) => ({ weight: 20, arbitrary })),
    { weight: 2, arbitrary: odd },
    { weight: 1, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: large },
  )
}

function asJson(value: unknown): string {
  return JSON.stringify(value) ?? 'undefined'
}

function asForm(value: unknown): string {
  return Object.entries({ ...(typeof value === 'object' ? value : {}) })
    .map(([name, member]) => `${encoded(name)}=${encoded(String(member))}`)
    .join('&')
}

function asLine(value: unknown): string {
  return typeof value === 'string' ? value : asJson(value)
}
