import { describe, expect, test } from 'vitest'
import { plainRequests, readPlainHead } from './plain-heartbeat.ts'

const KEY = 'fl_aaaaaaaa_bbb'
const HEAD = [
  'POST /v1/heartbeat HTTP/1.1',
  'Host: flatline.example',
  'User-Agent: curl/8.14.1',
  'Accept: */*',
  `x-api-key: ${KEY}`,
  'Content-Type: application/x-www-form-urlencoded',
  'Content-Length: 14',
]
const BODY = '{"hostId":"a"}'
const headOf = (...lines: readonly string[]) => readPlainHead(lines.join('\r\n'))
const without = (name: string) => HEAD.filter((line) => !line.startsWith(name))
const bytesOf = (text: string) => Buffer.from(text, 'latin1')

describe('a plain heartbeat', () => {
  test('is what curl sends, on either path, with the key in either header', () => {
    const plain = { path: '/v1/heartbeat', keyText: KEY, bodyBytes: 14, closes: false }
    expect(headOf(...HEAD)).toEqual(plain)
    expect(headOf('POST /v1/hearbeat HTTP/1.1', ...HEAD.slice(1))?.path).toBe('/v1/hearbeat')
    expect(headOf(...without('x-api-key'), `Authorization: Bearer ${KEY}`)).toEqual(plain)
    expect(headOf(...HEAD, 'connection: Close')).toEqual({ ...plain, closes: true })
    expect(headOf(...HEAD, 'Connection: keep-alive', 'X-Forwarded-For: 10.0.0.1')).toEqual(plain)
  })

  test.each([
    ['another method', ['PUT /v1/heartbeat HTTP/1.1', ...HEAD.slice(1)]],
    ['another path', ['POST /v1/heartbeats HTTP/1.1', ...HEAD.slice(1)]],
    ['a query', ['POST /v1/heartbeat?a HTTP/1.1', ...HEAD.slice(1)]],
    ['another version', ['POST /v1/heartbeat HTTP/1.0', ...HEAD.slice(1)]],
    ['two spaces', ['POST  /v1/heartbeat HTTP/1.1', ...HEAD.slice(1)]],
    ['no host', without('Host')],
    ['no key', without('x-api-key')],
    ['two keys', [...HEAD, `Authorization: Bearer ${KEY}`]],
    ['another scheme', [...HEAD, 'Authorization: Basic eDp5']],
    ['no length', without('Content-Length')],
    ['a header twice', [...HEAD, 'accept: */*']],
    ['an unknown header', [...HEAD, 'X-Odd: 1']],
    ['chunks', [...HEAD, 'Transfer-Encoding: chunked']],
    ['Expect', [...HEAD, 'Expect: 100-continue']],
    ['Upgrade', [...HEAD, 'Connection: Upgrade']],
    ['an encoding', [...HEAD, 'Content-Encoding: gzip']],
    ['a form in parts', [...without('Content-Type'), 'Content-Type: Multipart/form-data']],
    ['a space before the colon', [...without('Accept'), 'Accept : */*']],
    ['a folded line', [...HEAD, ' more']],
    ['a lone line feed', [...without('Accept'), 'Accept: */*\nX-Odd: 1']],
    ['a control character', [...without('Accept'), 'Accept: \u0000']],
    ['no ASCII', [...without('Accept'), 'Accept: \u00e9']],
  ])('is not one with %s', (_, lines) => {
    expect(headOf(...lines)).toBeUndefined()
  })

  test.each(['0', '014', '+14', '-1', '1e1', '4097', '99999', ''])(
    'is not one of %j bytes',
    (length) => {
      expect(headOf(...without('Content-Length'), `Content-Length: ${length}`)).toBeUndefined()
    },
  )

  test('is taken from what was read once it is there as a whole', () => {
    const text = `${HEAD.join('\r\n')}\r\n\r\n${BODY}`
    const next = plainRequests()
    const found = next(bytesOf(`${text}POST`))
    expect(found).toMatchObject({ body: BODY, end: text.length, keyText: KEY })
    for (let length = 0; length < text.length; length++) {
      expect(next(bytesOf(text.slice(0, length)))).toBeUndefined()
    }
  })

  test.each(['{"hostId":"\u00e9"}', '{"hostId": "a"\n}', '{"hostId":"\u0000"}'])(
    'has a body of printable ASCII, which %j is not',
    (body) => {
      const head = [...without('Content-Length'), `Content-Length: ${body.length}`].join('\r\n')
      expect(plainRequests()(bytesOf(`${head}\r\n\r\n${body}`))).toBeUndefined()
    },
  )

  test('is recognised however many heads have been seen', () => {
    const next = plainRequests()
    for (let nth = 0; nth < 5_000; nth++) {
      const head = [...without('User-Agent'), `User-Agent: ${nth}`].join('\r\n')
      expect(next(bytesOf(`${head}\r\n\r\n${BODY}`))?.bodyBytes).toBe(14)
    }
  })
})
