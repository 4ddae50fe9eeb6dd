import { describe, expect, it } from 'vitest'
import { isMailAddress, parseMailbox } from './mail-address.ts'

describe('a mail address', () => {
  it.each(['ops@example.com', 'a+b.c@mail.example.co', 'root@localhost', 'ö@exämple.de'])(
    'may be %s',
    (text) => expect(isMailAddress(text)).toBe(true),
  )

  it.each([
    '',
    'ops',
    '@example.com',
    'ops@',
    'ops@-example.com',
    'a@b@c',
    'ops@example.com\r\nBcc: eve@example.com',
    'ops@example.com>',
    'Ops <ops@example.com>',
    'a@example.com, b@example.com',
    '"a b"@example.com',
    'a\u0000@example.com',
    `${'x'.repeat(65)}@example.com`,
    `a@${'x'.repeat(254)}`,
  ])('may not be %j', (text) => expect(isMailAddress(text)).toBe(false))

  it('may carry a name where the sender is configured', () => {
    expect(parseMailbox('Flat Line <f@example.com>')).toEqual({
      name: 'Flat Line',
      address: 'f@example.com',
    })
    expect(parseMailbox('f@example.com')).toEqual({ name: '', address: 'f@example.com' })
    expect(parseMailbox('Flatline <nobody>')).toBeUndefined()
  })
})
