import { expect, it } from 'vitest'
import { formatKey, formatKeyId } from '../../core/key.ts'
import { FlatlineError } from '../../core/problem.ts'
import { withoutSecrets } from '../without-secrets.ts'
import { openLog } from './log.ts'

const KEY = formatKey(formatKeyId(new Uint8Array(6).fill(1)), new Uint8Array(32).fill(2))
const SECRETS = [KEY, 'whsec_c2VjcmV0c2VjcmV0c2VjcmV0', 'hunter2']

function logged(write: (log: ReturnType<typeof openLog>) => void): string {
  let text = ''
  write(openLog('debug', { write: (line: string) => (text += line) }))
  return text
}

it('writes one JSON line per message, with time, level and fields', () => {
  const line = JSON.parse(logged((log) => log.warn({ hosts: 3 }, 'hosts are left')))
  expect(line).toMatchObject({ level: 'warn', hosts: 3, msg: 'hosts are left' })
  expect(new Date(line.time).toISOString()).toBe(line.time)
})

it.each([
  ['a field', { key: KEY, secret: SECRETS[1], password: 'hunter2' }],
  ['a nested field', { request: { headers: { authorization: `Bearer ${KEY}` } } }],
  ['some other field', { line: `x-api-key: ${KEY}`, target: `${SECRETS[1]}` }],
  ['a URL', { smtp: 'smtps://ada:hunter2@mail.example.com' }],
  ['an error', { error: new Error(`bad key ${KEY}`) }],
  [
    'the cause of an error',
    { error: new FlatlineError('internal_error', 'x', { cause: new Error(`bad ${KEY}`) }) },
  ],
])('strikes out a secret in %s', (_, fields) => {
  const text = logged((log) => log.error(fields, `with ${KEY}`))
  for (const secret of SECRETS) expect(text).not.toContain(secret)
  expect(JSON.parse(text).level).toBe('error')
})

it('keeps the id of a key, which is no secret', () => {
  expect(withoutSecrets(KEY)).toContain(KEY.slice(0, 11))
  expect(withoutSecrets('see https://example.com/a@b')).toBe('see https://example.com/a@b')
})

it('leaves the placeholders of our own examples readable', () => {
  const example = 'for example FLATLINE_SMTP_URL=smtps://user:password@mail.example.com.'
  expect(withoutSecrets(example)).toBe(example)
  expect(withoutSecrets('smtps://user:password1@mail.example.com')).not.toContain('password1')
})

it('tells why an error came about', () => {
  const error = new FlatlineError('store_unavailable', 'No.', { cause: new Error('disk is full') })
  expect(logged((log) => log.error({ error }, 'failed'))).toContain('disk is full')
})

it('leaves out what is below its level', () => {
  let text = ''
  openLog('warn', { write: (line: string) => (text += line) }).info({}, 'hidden')
  expect(text).toBe('')
})
