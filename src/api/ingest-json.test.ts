import { describe, expect, it } from 'vitest'
import { FlatlineError } from '../core/problem.ts'
import { readFields } from './ingest-json.ts'
import { readText } from './ingest-text.ts'

const bytes = (text: string, encoding: BufferEncoding = 'utf8') => Buffer.from(text, encoding)

function refusalOf(act: () => unknown): FlatlineError {
  try {
    act()
  } catch (error) {
    if (error instanceof FlatlineError) return error
  }
  throw new Error('was accepted')
}

describe('the text of a body', () => {
  it('may begin with a UTF-8 byte order mark', () => {
    expect(readText(bytes('\ufeff{"hostId":"a"}'))).toBe('{"hostId":"a"}')
  })

  it.each([
    ['UTF-16 with a mark', Buffer.from([0xff, 0xfe, ...bytes('{}', 'utf16le')])],
    ['big-endian UTF-16 with a mark', Buffer.from([0xfe, 0xff, 0, 0x7b])],
    ['UTF-16 without a mark', bytes('{"hostId":"a"}', 'utf16le')],
    ['big-endian UTF-16 without a mark', bytes('{"a":1}', 'utf16le').swap16()],
    ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x7b, 0, 0, 0])],
    ['Latin-1', bytes('{"hostId":"café"}', 'latin1')],
    ['a cut character', Buffer.from([0x22, 0xe2, 0x82])],
  ])('%s is refused as invalid_encoding', (_, body) => {
    expect(refusalOf(() => readText(body)).code).toBe('invalid_encoding')
  })

  it.each(['', ' ', '\r\n\t'])('nothing, or %j, is empty_body', (text) => {
    expect(refusalOf(() => readText(bytes(text))).code).toBe('empty_body')
  })
})

describe('the fields of a body', () => {
  it.each([
    '{"hostId":"a"',
    '{"hostId":"a",}',
    '{"hostId":NaN}',
    '{hostId: a}',
    "{'hostId':'a'}",
    "'{hostId:a}'",
    '{\\"hostId\\":\\"a\\"}',
    '{"hostId":"a"}&{"hostId":"b"}',
    '{"hostId":"a"} {"hostId":"b"}',
    'hello',
    '<xml/>',
    '{"hostId":"a\nb"}',
  ])('%j is malformed_json', (text) => {
    expect(refusalOf(() => readFields(text)).code).toBe('malformed_json')
  })

  it.each(['[]', '"a"', '1', 'null', 'true'])('%s is not_an_object', (text) => {
    expect(refusalOf(() => readFields(text)).code).toBe('not_an_object')
  })

  it.each([
    ['{hostId: a}', 'Windows'],
    ["'{hostId:a}'", 'Windows'],
    ['{\\"hostId\\":\\"a\\"}', 'Windows'],
    ['{"hostId":"a"}&{"hostId":"b"}', '-d'],
    ['{"hostId":"a",}', 'comma'],
    ['{"x":NaN}', 'NaN'],
  ])('the hint for %j speaks of %s', (text, word) => {
    expect(refusalOf(() => readFields(text)).hint).toContain(word)
  })

  it('never repeats what was sent', () => {
    const error = refusalOf(() => readFields('{"password":"hunter2'))
    expect(`${error.detail} ${error.hint}`).not.toContain('hunter2')
  })

  it('may come as a form', () => {
    expect(readFields('hostId=till-1&intervalMs=600000&site=0412')).toEqual({
      hostId: 'till-1',
      intervalMs: 600_000,
      site: '0412',
    })
    expect(readFields('hostId=a%3Ab&interval=1m&grace=75s&mood=fine')).toEqual({
      hostId: 'a:b',
      interval: '1m',
      grace: '75s',
    })
  })

  it('keeps an empty hostId of a form, so that it is noticed', () => {
    expect(readFields('hostId=&site=')).toEqual({ hostId: '' })
  })

  it('refuses a form that gives a field twice', () => {
    expect(refusalOf(() => readFields('hostId=a&hostId=b')).code).toBe('invalid_field')
  })
})
