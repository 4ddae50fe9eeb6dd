import fc from 'fast-check'

/** One way to spoil a request. `at` and `to` are places, in ten-thousandths of its length. */
export type Mutation =
  | { readonly kind: 'flip'; readonly at: number; readonly bit: number }
  | { readonly kind: 'insert'; readonly at: number; readonly text: string }
  | { readonly kind: 'delete' | 'duplicate'; readonly at: number; readonly length: number }
  | { readonly kind: 'truncate'; readonly at: number }
  | { readonly kind: 'splice'; readonly at: number; readonly to: number; readonly from: number }
  | { readonly kind: 'repeat-header'; readonly nth: number; readonly value: string | null }
  | { readonly kind: 'add-header'; readonly line: string }
  | { readonly kind: 'line-end' | 'number'; readonly nth: number; readonly text: string }
  | { readonly kind: 'method' | 'target' | 'version'; readonly text: string }
  | { readonly kind: 'chunks'; readonly size: string; readonly end: string }

const PLACES = 10_000
const ENDS = ['\n', '\r', '', '\r\n\r\n', '\r\r\n', '\n\r', '\0\r\n', ' \r\n', '\r\n ', '\r\n\t']
const NUMBERS = [
  ...['0', '-1', '+5', '1e3', '0x10', '007', '1.5', ' 5 ', '', '4096', '4097', '1048577'],
  ...['2147483648', '4294967296', '9007199254740993', '18446744073709551616', '9'.repeat(400)],
]
const BYTES = [
  ...['\0', '\x7f', '\x1b[31m', '\xff', '\xfe\xff', '\xc3\x28', '\xed\xa0\x80', '\xf0\x9f\x98\x80'],
  ...[
    '\xef\xbb\xbf',
    '\r\n',
    '\r\n\r\n',
    '%00',
    '%',
    '%2e%2e/',
    '"',
    '\\u0000',
    '{',
    '[',
    ',',
    ';',
  ],
  ...['../', ' ', '\t', 'a'.repeat(5_000), 'HTTP/1.1', 'GET / HTTP/1.1\r\n\r\n', '__proto__'],
]
const METHODS = [
  ...['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'M-SEARCH'],
  ...['post', 'POSTX', '', 'CONNECT', 'PRI', 'G\xc9T'],
]
const TARGETS = [
  ...['/', '*', '//', '', '?', '/v1', '/v1/heartbeat', '/v1/heartbeats', '/v1/heartbeat?', '/%'],
  ...['/v1/heartbeat?key=x', '/v1/hosts/%E0%A4%A', '/v1/hosts/%00', '/v1/hosts/%2f', '/V1/hosts'],
  ...['/v1/hosts?limit=1&limit=2', '/v1/hosts?%', '/v1/hosts?cursor=%ff', '/v1/hosts?__proto__=1'],
  ...['/v1/hosts?label.__proto__=1', '/v1/hosts#x', '/v1/hosts/a/../b', '/docs/../x', 'v1/hosts'],
  ...['http://127.0.0.1/v1/heartbeat', 'http://x.invalid:99999/v1/status', 'https://', 'http:///'],
  ...['http://[::1/v1/status', 'x:1', '/v1/sites/\xff', '/docs/%0d%0ax:1', `/${'a'.repeat(9_000)}`],
]
const VERSIONS = ['HTTP/1.0', 'HTTP/0.9', 'HTTP/2.0', 'HTTP/1.2', 'http/1.1', 'HTTP/1.1 x', '', 'X']
const HEADERS = [
  ...['Content-Length: 0', 'Content-Length: 5', 'Content-Length: 1073741824', 'Content-Length:'],
  ...['Transfer-Encoding: chunked', 'Transfer-Encoding: gzip, chunked', 'Transfer-Encoding: x'],
  ...['Expect: 100-continue', 'Expect: tea', 'Connection: close', 'Connection: upgrade'],
  ...[
    'Connection: keep-alive, upgrade\r\nUpgrade: websocket',
    'Connection: Upgrade\r\nUpgrade: h2c',
  ],
  ...['Host: a b/c@d', 'Host:', 'Host: [', 'Content-Encoding: gzip', 'Content-Encoding: identity'],
  ...['Content-Type: multipart/form-data; boundary=x', 'Content-Type: \xff', 'Trailer: x'],
  ...['Authorization: Bearer x', 'Authorization: Basic eDp5', 'x-api-key: x', 'x-api-key: ,'],
  ...['If-Match: *', 'If-Match: "99999999999999999"', 'If-Match: W/"1"', 'Idempotency-Key: \xe9'],
  ...['Cookie: flatline_session=x; flatline_session=y', 'Origin: null', 'Range: bytes=0-1'],
  ...['X-Forwarded-For: \xff, ::::', 'Forwarded: for=', 'X-Forwarded-Proto: https', 'X: \0'],
  ...[' folded', 'No colon', 'Spaced : 1', ': 1', 'X\xff: 1', `X-Long: ${'x'.repeat(9_000)}`],
  ...['a: b\r\n'.repeat(1_500).slice(0, -2), 'a: b\r\n'.repeat(300).slice(0, -2)],
]

const place = fc.nat(PLACES)
const nth = fc.nat(40)

export const anyMutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({ kind: fc.constant('flip'), at: place, bit: fc.nat(7) }),
  fc.record({ kind: fc.constant('insert'), at: place, text: fc.constantFrom(...BYTES) }),
  fc.record({ kind: fc.constant('insert'), at: place, text: latin1(6) }),
  fc.record({
    kind: fc.constantFrom('delete', 'duplicate'),
    at: place,
    length: fc.integer({ min: 1, max: 40 }),
  }),
  fc.record({ kind: fc.constant('truncate'), at: place }),
  fc.record({ kind: fc.constant('splice'), at: place, to: place, from: fc.nat(99) }),
  fc.record({
    kind: fc.constant('repeat-header'),
    nth,
    value: fc.option(fc.oneof(fc.constantFrom(...NUMBERS), latin1(10))),
  }),
  fc.record({ kind: fc.constant('add-header'), line: fc.constantFrom(...HEADERS) }),
  fc.record({ kind: fc.constant('line-end'), nth, text: fc.constantFrom(...ENDS) }),
  fc.record({ kind: fc.constant('number'), nth, text: fc.constantFrom(...NUMBERS) }),
  fc.record({ kind: fc.constant('method'), text: fc.constantFrom(...METHODS) }),
  fc.record({ kind: fc.constant('target'), text: fc.constantFrom(...TARGETS) }),
  fc.record({ kind: fc.constant('version'), text: fc.constantFrom(...VERSIONS) }),
  fc.record({
    kind: fc.constant('chunks'),
    size: fc.constantFrom(...NUMBERS, 'ffffffffffffffff', '5;ext=1', '5;', 'zz', '-0'),
    end: fc.constantFrom(
      '0\r\n\r\n',
      '0\r\nTrailer: 1\r\n\r\n',
      '0\r\n',
      '',
      '0\n\n',
      '00\r\n\r\n',
    ),
  }),
)

/** `others`: what a splice takes its end from. */
export function mutate(bytes: Buffer, mutation: Mutation, others: readonly Buffer[]): Buffer {
  const text = bytes.toString('latin1')
  const at = (of: number) => Math.floor((of * text.length) / PLACES)
  const head = (text: string) => Math.max(text.indexOf('\r\n\r\n'), 0)
  switch (mutation.kind) {
    case 'flip':
      return flipped(bytes, at(mutation.at), mutation.bit)
    case 'insert':
      return joined(text.slice(0, at(mutation.at)), mutation.text, text.slice(at(mutation.at)))
    case 'delete':
      return joined(text.slice(0, at(mutation.at)), text.slice(at(mutation.at) + mutation.length))
    case 'duplicate':
      return joined(text.slice(0, at(mutation.at) + mutation.length), text.slice(at(mutation.at)))
    case 'truncate':
      return joined(text.slice(0, at(mutation.at)))
    case 'splice': {
      const other = others[mutation.from % Math.max(others.length, 1)]?.toString('latin1') ?? ''
      const from = Math.floor((mutation.to * other.length) / PLACES)
      return joined(text.slice(0, at(mutation.at)), other.slice(from))
    }
    case 'repeat-header':
      return joined(withRepeated(text, mutation.nth, mutation.value))
    case 'add-header':
      return joined(text.slice(0, head(text)), '\r\n', mutation.line, text.slice(head(text)))
    case 'line-end':
      return joined(replaceNth(text, /\r\n/g, mutation.nth, mutation.text))
    case 'number':
      return joined(replaceNth(text, /\d+/g, mutation.nth, mutation.text))
    case 'method':
      return joined(mutation.text, text.slice(Math.max(text.indexOf(' '), 0)))
    case 'target':
      return joined(text.replace(/ \S* /, () => ` ${mutation.text} `))
    case 'version':
      return joined(text.replace(/HTTP\/1\.1/, () => mutation.text))
    case 'chunks':
      return joined(inChunks(text, mutation.size, mutation.end))
  }
}

/** Cuts at the given places, in ten-thousandths of the length. */
export function split(bytes: Buffer, places: readonly number[]): Buffer[] {
  const cuts = places.map((each) => Math.floor((each * bytes.length) / PLACES))
  const ends = [...new Set([...cuts, bytes.length])].sort((a, b) => a - b)
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end))
}

function latin1(bytesMax: number): fc.Arbitrary<string> {
  return fc
    .uint8Array({ minLength: 1, maxLength: bytesMax })
    .map((bytes) => Buffer.from(bytes).toString('latin1'))
}

function joined(...texts: readonly string[]): Buffer {
  return Buffer.from(texts.join(''), 'latin1')
}

function flipped(bytes: Buffer, at: number, bit: number): Buffer {
  const copy = Buffer.from(bytes)
  copy[at] = (copy[at] ?? 0) ^ (1 << bit)
  return copy
}

function withRepeated(text: string, nth: number, value: string | null): string {
  const [, ...lines] = text.slice(0, Math.max(text.indexOf('\r\n\r\n'), 0)).split('\r\n')
  const line = lines[nth % Math.max(lines.length, 1)] ?? 'X: 1'
  const repeated = value === null ? line : `${line.slice(0, line.indexOf(':') + 1)} ${value}`
  return text.replace('\r\n', () => `\r\n${repeated}\r\n`)
}

function replaceNth(text: string, pattern: RegExp, nth: number, by: string): string {
  const found = [...text.matchAll(pattern)]
  const match = found[nth % Math.max(found.length, 1)]
  if (match === undefined) return text
  return text.slice(0, match.index) + by + text.slice(match.index + match[0].length)
}

function inChunks(text: string, size: string, end: string): string {
  const at = text.indexOf('\r\n\r\n')
  if (at < 0) return text
  const head = text.slice(0, at).replace(/\r\ncontent-length:[^\r]*/gi, '')
  const body = text.slice(at + 4)
  return `${head}\r\nTransfer-Encoding: chunked\r\n\r\n${size}\r\n${body}\r\n${end}`
}
