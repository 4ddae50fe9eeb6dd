import fc from 'fast-check'

/** Stands for an id that nobody else uses. */
export const ID = '@id@'

export interface SentBody {
  readonly route: '/v1/heartbeat' | '/v1/hearbeat' | '/v1/heartbeats'
  readonly text: string
  /** Applied to the text's UTF-8 in the end. */
  readonly encoding: 'utf8' | 'latin1' | 'utf16le' | 'bom'
  readonly headers: readonly string[]
  readonly key: 'beat' | 'admin' | 'none' | 'broken'
}

const DEPTH = { depthSize: 'small', maxDepth: 5 } as const
const RAW = [
  ...['null', 'true', 'false', '0', '-0', '-1', '1e400', '-1e400', '1E2', '0.1', '1e-400', '01'],
  ...['NaN', 'Infinity', 'undefined', '1.', '.5', '+1', '0x1', '9007199254740993', "'a'", '""'],
  ...['"\\ud800"', '"\\udc00a"', '"\\u0000"', '"\\u202e"', '"\\uffff"', '"\\x41"', '"a\nb"', '{}'],
  ...['[]', '{"a"}', '{,}', '[1,]', '"', '\u2028', '"__proto__"', '{"__proto__":{"polluted":1}}'],
]
const IDS = [
  ...[`"${ID}"`, `"${ID}"`, `"${ID}"`, `"${ID}.-:@_"`, `"x${ID}"`, `"${ID} "`, `" ${ID}"`, '""'],
  ...[`"${ID}${'a'.repeat(80)}"`, `"${ID}${'a'.repeat(100)}"`, `"${ID}\\n"`, `"${ID}\\ud800"`],
  ...[`"${ID}é"`, `"${ID}\\u0041"`, `"$HOSTNAME${ID}"`, `"%COMPUTERNAME%"`, `"__proto__"`],
  ...['"constructor"', '"toString"', `["${ID}"]`, `{"id":"${ID}"}`],
]
const DURATIONS = ['"1m"', '"12h"', '"7d"', '"8d"', '"0s"', '"1h30m"', '"-1s"', '"1e3s"', '"∞"']
const NUMBERS = ['999', '1000', '43200000', '43200001', '1e3', '1000.5', '604800000', '2147483648']
const NAMES = [
  ...['hostId', 'interval', 'intervalMs', 'grace', 'site', 'labels', 'indicators', 'leaving'],
  ...['for', '__proto__', 'constructor', 'HostId', 'hostid', 'unknown', '', 'a', 'hostId\\u0000'],
]

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }).map((text) => JSON.stringify(text)),
  fc.string({ unit: 'grapheme', maxLength: 80 }).map((text) => JSON.stringify(text)),
  fc.integer({ min: 60, max: 140 }).map((length) => JSON.stringify('x'.repeat(length))),
)
const anyScalar = fc.oneof(
  fc.constantFrom(...RAW, ...NUMBERS, ...DURATIONS),
  anyText,
  fc.double().map(String),
  fc.bigInt().map(String),
)
const anyName = fc.oneof(
  fc.constantFrom(...NAMES).map((name) => `"${name}"`),
  fc.stringMatching(/^[a-z][a-z0-9_]{0,31}$/).map((name) => `"${name}"`),
  anyText,
)
const { anyValue } = fc.letrec<{ anyValue: string }>((tie) => ({
  anyValue: fc.oneof(
    DEPTH,
    anyScalar,
    fc.array(tie('anyValue'), { maxLength: 20 }).map((items) => `[${items.join(',')}]`),
    fc.array(fc.tuple(anyName, tie('anyValue')), { maxLength: 20 }).map(asObject),
  ),
}))

const known: Readonly<Record<string, fc.Arbitrary<string>>> = {
  interval: fc.constantFrom(...DURATIONS),
  intervalMs: fc.constantFrom(...NUMBERS),
  grace: fc.constantFrom(...DURATIONS),
  site: fc.oneof(fc.constantFrom('"0412"', '" "', '"a\\u0007b"', 'null'), anyText),
  labels: membersOf(fc.oneof(fc.constantFrom('"till"', '"é"', 'null', '7'), anyText)),
  indicators: membersOf(fc.oneof(fc.double().map(String), fc.constantFrom('1', 'null', '1e400'))),
  leaving: fc.constantFrom('{"for":"9h"}', '{"for":"31d"}', '{}', '{"for":null}', 'true'),
  future: anyValue,
}

/** Mostly a heartbeat: its id, and some of what it may say, well or badly, once or twice. */
const anyHeartbeat = fc
  .tuple(
    fc.oneof({ weight: 3, arbitrary: fc.constant(`"${ID}"`) }, fc.constantFrom(...IDS), anyValue),
    fc.array(
      fc
        .constantFrom(...Object.keys(known))
        .chain((name) =>
          fc.tuple(
            fc.constant(`"${name}"`),
            fc.oneof({ weight: 3, arbitrary: known[name] ?? anyValue }, anyValue),
          ),
        ),
      { maxLength: 6 },
    ),
    fc.array(fc.tuple(anyName, anyValue), { maxLength: 2 }),
    fc.boolean(),
  )
  .map(([id, fields, others, idLast]) => {
    const said: [string, string][] = [...fields, ...(idLast ? [] : others)]
    return asObject([...said, ['"hostId"', id], ...(idLast ? [] : others.slice(1))])
  })

const anyForm = fc
  .array(
    fc.tuple(
      fc.constantFrom('hostId', 'interval', 'intervalMs', 'grace', 'site', 'mood', '__proto__'),
      fc.constantFrom(ID, `${ID}%20`, '%', '%00', '1m', '60000', '1e400', '', '+', '%E0%A4', '&'),
    ),
    { maxLength: 5 },
  )
  .map((pairs) => [`hostId=${ID}`, ...pairs.map(([name, value]) => `${name}=${value}`)].join('&'))

const anyDepth = fc
  .tuple(fc.constantFrom('[', '{"a":', '[{"a":'), fc.integer({ min: 1, max: 3_000 }))
  .map(([open, depth]) => open.repeat(depth))

const anyOne = fc.oneof(
  { weight: 6, arbitrary: anyHeartbeat },
  { weight: 1, arbitrary: anyForm },
  { weight: 1, arbitrary: anyValue },
  { weight: 1, arbitrary: anyDepth },
  {
    weight: 1,
    arbitrary: fc.constantFrom(4_095, 4_096, 4_097, 70_000).map((size) => {
      return `{"hostId":"${ID}"}`.padEnd(size)
    }),
  },
  { weight: 1, arbitrary: fc.constantFrom('', ' \n', '\0', `{"hostId":"${ID}"}{`, '{hostId: a}') },
)

const anyMany = fc.oneof(
  fc
    .tuple(
      fc.array(fc.oneof({ weight: 5, arbitrary: anyHeartbeat }, anyValue), { maxLength: 12 }),
      fc.constantFrom('[', '\n', '\r\n', '\n\n \n', ','),
    )
    .map(([items, by]) => (by === '[' ? `[${items.join(',')}]` : items.join(by))),
  fc.integer({ min: 998, max: 1_002 }).map((count) => `[${new Array(count).fill('{}').join(',')}]`),
  fc.constantFrom('[', ']', '[]', '[[]]', '{}', '['.repeat(9_000), ' '.repeat(9_000)),
  anyOne,
)

const anyHeaders = fc.array(
  fc.constantFrom(
    ...['Content-Type: application/json', 'Content-Type: text/plain; charset=UTF-16'],
    ...['Content-Type: application/x-ndjson', 'Content-Type: application/x-www-form-urlencoded'],
    ...['Content-Type: multipart/form-data', 'Content-Type: ', 'Content-Type: \xff/\xfe'],
    ...['Content-Encoding: gzip', 'Content-Encoding: identity', 'Content-Encoding: br, identity'],
    ...['Accept: image/png', 'Accept-Encoding: *;q=0', 'Accept-Language: \xe9'],
  ),
  { maxLength: 2 },
)

export const anyBody: fc.Arbitrary<SentBody> = fc
  .constantFrom('/v1/heartbeat' as const, '/v1/hearbeat' as const, '/v1/heartbeats' as const)
  .chain((route) =>
    fc.record({
      route: fc.constant(route),
      text: route === '/v1/heartbeats' ? anyMany : anyOne,
      encoding: rarely<SentBody['encoding']>('utf8', ['latin1', 'utf16le', 'bom']),
      headers: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, anyHeaders),
      key: rarely<SentBody['key']>('beat', ['admin', 'none', 'broken']),
    }),
  )

export function bytesOf({ encoding }: SentBody, text: string): Buffer {
  if (encoding === 'bom') return Buffer.from(`\ufeff${text}`)
  return Buffer.from(text, encoding)
}

function rarely<T extends string>(usual: T, others: readonly T[]): fc.Arbitrary<T> {
  return fc.oneof({ weight: 19, arbitrary: fc.constant(usual) }, fc.constantFrom(...others))
}

function membersOf(value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const name = fc.oneof(fc.stringMatching(/^[a-z][a-z0-9_]{0,9}$/), fc.constant('__proto__'))
  const pair = fc.tuple(
    name.map((each) => `"${each}"`),
    value,
  )
  return fc.array(pair, { maxLength: 18, size: 'medium' }).map(asObject)
}

function asObject(pairs: readonly (readonly [string, string])[]): string {
  return `{${pairs.map(([name, value]) => `${name}:${value}`).join(',')}}`
}
