import { createTransport } from 'nodemailer'
import PostalMime from 'postal-mime'
import { expect, it } from 'vitest'
import { sampleMessage } from './channel.suite.ts'
import { type Letter, mailLetter } from './mail-letter.ts'

const composer = createTransport({ streamTransport: true, buffer: true, newline: 'unix' })

async function written(overrides: Partial<Letter> = {}): Promise<string> {
  const letter = mailLetter({
    from: { name: 'Flatline', address: 'flatline@example.com' },
    to: ['ops@example.com'],
    message: sampleMessage(),
    subscriptionName: 'Ops',
    version: '1.2.3',
    ...overrides,
  })
  return String((await composer.sendMail(letter)).message)
}

it('is the same, byte by byte, at every attempt', async () => {
  expect(await written()).toBe(await written())
})

it('carries the headers of an automatic message with a stable id', async () => {
  const mail = await PostalMime.parse(await written({ to: ['a@example.com', 'b@example.com'] }))
  expect(mail.messageId).toBe('<ops~7@example.com>')
  expect(mail.from).toMatchObject({ name: 'Flatline', address: 'flatline@example.com' })
  expect(mail.to?.map(({ address }) => address)).toEqual(['a@example.com', 'b@example.com'])
  expect(mail.date).toBe('2026-11-21T12:00:00.000Z')
  expect(Object.fromEntries(mail.headers.map(({ key, value }) => [key, value]))).toMatchObject({
    'auto-submitted': 'auto-generated',
    'x-flatline-notification-id': 'ops~7',
    'x-flatline-subscription': 'Ops',
    'x-mailer': 'Flatline/1.2.3',
  })
})

it('has a text part and an HTML part', async () => {
  const mail = await PostalMime.parse(await written())
  expect(mail.text).toMatch(/^2 hosts have fallen silent\.\n\ntill-1\n {2}Site/u)
  expect(mail.html).toMatch(/<h1[^>]*>Hosts missing \[till-1, till-2\]<\/h1>/u)
  expect(mail.attachments).toEqual([])
})

it('takes no header from anything that a person wrote', async () => {
  const evil = 'a\r\nBcc: eve@example.com\r\n\r\n<script>\nX-Evil: 1'
  const message = sampleMessage({ subject: evil, notificationId: evil })
  const from = { name: evil, address: 'flatline@example.com' }
  const [head = ''] = (await written({ message, from, subscriptionName: evil })).split('\n\n')
  expect(head.match(/^[\w-]+:/gmu)?.sort()).toEqual([
    'Auto-Submitted:',
    'Content-Type:',
    'Date:',
    'From:',
    'MIME-Version:',
    'Message-ID:',
    'Subject:',
    'To:',
    'X-Flatline-Notification-ID:',
    'X-Flatline-Subscription:',
    'X-Mailer:',
  ])
})

it('gives different messages different ids, whatever is in them', async () => {
  const ids = ['a b', 'a=20b', 'a.b', 'a<b', 'ä'].map((notificationId) => {
    const message = sampleMessage({ notificationId })
    return mailLetter({
      from: { name: '', address: 'f@example.com' },
      to: [],
      message,
      subscriptionName: '',
      version: '1',
    }).messageId
  })
  expect(new Set(ids).size).toBe(ids.length)
  for (const id of ids) expect(id).toMatch(/^<[\w=~-]+@example\.com>$/u)
})
