import { expect, it } from 'vitest'
import { smtpUrlFault } from './smtp-url.ts'

it.each([
  'smtp://mail.example.com',
  'SMTP://mail.example.com:587/',
  'smtps://user:password@mail.example.com:465',
  'smtp://user%40example.com:p%23w@[::1]:2525',
  'smtp://mail.example.com?name=till',
])('takes %s', (text) => {
  expect(smtpUrlFault(text)).toBeUndefined()
})

it.each([
  ['mail.example.com', 'begins with smtp://'],
  ['https://mail.example.com', 'begins with smtp://'],
  ['smtp://u:p@x:99999', 'port from 1 to 65535'],
  ['smtp://x:65536/', 'port from 1 to 65535'],
  ['smtps://x:0', 'port from 1 to 65535'],
  ['smtp://u:p#ss@x', '%23 for #'],
  ['smtp://u:12/3@x:25', '%2F for /'],
  ['smtp://u:p?s@x', 'special characters'],
  ['smtp://u:100%@x', 'special characters'],
  ['smtp://x:port', 'cannot be read'],
  ['smtp://x/inbox', 'cannot be read'],
  ['smtp://x#1', 'cannot be read'],
  ['smtp://a b', 'cannot be read'],
  ['smtp://', 'name a mail server'],
])('says what is wrong with %s', (text, fault) => {
  expect(smtpUrlFault(text)).toContain(fault)
})
