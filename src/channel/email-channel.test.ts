import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import PostalMime from 'postal-mime'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { afterEach, describe, expect, it } from 'vitest'
import type { Message } from '../core/message.ts'
import { type Behaviour, channelSuite, sampleMessage } from './channel.suite.ts'
import { type EmailOptions, emailChannel } from './email-channel.ts'

const FROM = 'Flatline <flatline@example.com>'
const PASSWORD = 'p4ss w0rd!'

interface Receiver {
  readonly url: string
  readonly mails: string[]
  close(): Promise<void>
}

const closers: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function openReceiver(options: SMTPServerOptions = {}): Promise<Receiver> {
  const mails: string[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    closeTimeout: 50,
    onData(stream, _session, callback) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        mails.push(Buffer.concat(chunks).toString('utf8'))
        callback()
      })
    },
    ...options,
  })
  server.on('error', () => {})
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const port = portOf(server.server.address())
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()))
  return { url: `smtp://127.0.0.1:${port}`, mails, close }
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('not listening')
  return address.port
}

function smtpError(responseCode: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode })
}

async function openChannel(server: SMTPServerOptions = {}, options: Partial<EmailOptions> = {}) {
  const receiver = await openReceiver(server)
  const channel = emailChannel({
    smtpUrl: receiver.url,
    smtpFrom: FROM,
    publicUrl: 'https://flatline.example.com',
    version: '1.2.3',
    timeLimitMs: 15_000,
    ...options,
  })
  closers.push(receiver.close, () => channel.close())
  const send = (message: Message = sampleMessage(), to = ['ops@example.com'], name = 'Ops') =>
    channel.send({ kind: 'email', to }, message, { name })
  return { channel, receiver, send }
}

channelSuite({
  name: 'email',
  open: async (timeLimitMs) => {
    let behaviour: Behaviour = 'takes'
    const { channel, receiver } = await openChannel(
      {
        onAuth: ({ username, password }, _session, callback) => {
          callback(password === PASSWORD ? null : new Error('no'), { user: username })
        },
        onRcptTo(_address, _session, callback) {
          if (behaviour === 'hangs') return
          if (behaviour === 'falters') return callback(smtpError(450, `4.2.1 busy ${PASSWORD}`))
          if (behaviour === 'refuses') return callback(smtpError(550, `5.1.1 no ${PASSWORD}`))
          callback()
        },
      },
      {},
    )
    channel.close()
    const smtpUrl = receiver.url.replace('//', `//till:${encodeURIComponent(PASSWORD)}@`)
    const limited = emailChannel({
      smtpUrl,
      smtpFrom: FROM,
      publicUrl: null,
      version: '1',
      timeLimitMs,
    })
    return {
      channel: limited,
      target: { kind: 'email', to: ['ops@example.com'] },
      secrets: [PASSWORD, encodeURIComponent(PASSWORD), 'till:'],
      behave: (next) => {
        behaviour = next
      },
      received: () => Promise.all(receiver.mails.map(parseMail)),
      close: async () => limited.close(),
    }
  },
})

async function parseMail(raw: string): Promise<{ id: string; body: string }> {
  const mail = await PostalMime.parse(raw)
  const id = mail.headers.find(({ key }) => key === 'x-flatline-notification-id')?.value ?? ''
  const html = (mail.html ?? '').replace(/&amp;/gu, '&')
  return { id, body: `${mail.subject}\n${mail.text}\n${html}` }
}

describe('the email channel at its mail server', () => {
  it('greets the mail server with the public name', async () => {
    const names: string[] = []
    const { send } = await openChannel({
      onMailFrom(_address, session, callback) {
        names.push(session.hostNameAppearsAs)
        callback()
      },
    })
    await send()
    expect(names).toEqual(['flatline.example.com'])
  })
})

describe('the answer of a mail server', () => {
  const onRcptTo = (answers: Record<string, Error>): SMTPServerOptions => ({
    onRcptTo: ({ address }, _session, callback) => callback(answers[address]),
  })
  const to = ['a@example.com', 'b@example.com', 'c@example.com']

  it('is accepted if some addresses were taken, and counts the others', async () => {
    const { receiver, send } = await openChannel(
      onRcptTo({ 'b@example.com': smtpError(550, '5.1.1 no such user') }),
    )
    const outcome = await send(sampleMessage(), to)
    expect(outcome.kind).toBe('accepted')
    expect(outcome.detail).toMatch(/1 of 3 addresses refused: 550 5\.1\.1 no such user/u)
    expect(receiver.mails).toHaveLength(1)
  })

  it('is refused if every address is refused for good, else it is tried again', async () => {
    const gone = smtpError(550, '5.1.1 no such user')
    const all = { 'a@example.com': gone, 'b@example.com': gone, 'c@example.com': gone }
    const { send } = await openChannel(onRcptTo(all))
    expect(await send(sampleMessage(), to)).toEqual({
      kind: 'refused',
      detail: 'The mail server refused every address: 550 5.1.1 no such user',
    })
    const later = smtpError(450, '4.2.0 greylisted')
    const other = await openChannel(onRcptTo({ ...all, 'b@example.com': later }))
    expect(await other.send(sampleMessage(), to)).toMatchObject({ kind: 'failed' })
  })

  it.each([
    [550, 'no such user', 'refused'],
    [553, 'bad mailbox', 'refused'],
    [554, '5.7.1 Relay access denied', 'failed'],
    [530, '5.7.0 Authentication required', 'failed'],
    [421, '4.3.2 shutting down', 'failed'],
    [451, '4.3.0 local error', 'failed'],
  ])('to a recipient: %i %s is %s', async (code, text, kind) => {
    const { send } = await openChannel(onRcptTo({ 'ops@example.com': smtpError(code, text) }))
    expect(await send()).toMatchObject({ kind, detail: expect.stringContaining(String(code)) })
  })

  it.each([
    [550, 'mailbox unavailable', 'refused'],
    [552, '5.2.2 mailbox full', 'refused'],
    [550, '5.7.1 looks like spam', 'failed'],
    [554, 'transaction failed', 'failed'],
    [452, 'no space', 'failed'],
  ])('to the message: %i %s is %s', async (code, text, kind) => {
    const { send } = await openChannel({
      onData(stream, _session, callback) {
        stream.resume().on('end', () => callback(smtpError(code, text)))
      },
    })
    expect(await send()).toMatchObject({ kind, detail: expect.stringContaining(String(code)) })
  })

  it('never blames the receiver for our own sender or login', async () => {
    const sender = await openChannel({
      onMailFrom: (_address, _session, callback) => callback(smtpError(550, 'who are you')),
    })
    expect(await sender.send()).toMatchObject({
      kind: 'failed',
      detail: expect.stringContaining('FLATLINE_SMTP_FROM'),
    })
    const { receiver } = await openChannel({
      onAuth: (_auth, _session, callback) => callback(smtpError(535, 'no such pa55word')),
    })
    const channel = emailChannel({
      smtpUrl: receiver.url.replace('//', '//me:pa55word@'),
      smtpFrom: FROM,
      publicUrl: null,
      version: '1',
    })
    closers.push(() => channel.close())
    const target = { kind: 'email', to } as const
    const outcome = await channel.send(target, sampleMessage(), { name: 'Ops' })
    expect(outcome).toMatchObject({ kind: 'failed', detail: expect.stringContaining('login') })
    expect(outcome.detail).not.toContain('pa55word')
  })

  it('is a failure if nothing listens, or if it is no mail server', async () => {
    const closed = await openReceiver()
    await closed.close()
    const { send } = await openChannel({}, { smtpUrl: closed.url })
    expect(await send()).toEqual({
      kind: 'failed',
      detail: 'Mail server: nothing listens at its address; check FLATLINE_SMTP_URL (ECONNREFUSED)',
    })
  })

  it('is waited for no longer than the limit, though it trickles', async () => {
    const server = createServer((socket) => {
      const drip = setInterval(() => socket.write('250-wait\r\n'), 20)
      socket.write('220 hello\r\n')
      socket
        .on('close', () => clearInterval(drip))
        .on('error', () => {})
        .resume()
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    closers.push(() => void server.close())
    const smtpUrl = `smtp://127.0.0.1:${portOf(server.address())}`
    const { send } = await openChannel({}, { smtpUrl, timeLimitMs: 200 })
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => send()))
    for (const outcome of outcomes) {
      expect(outcome).toEqual({
        kind: 'failed',
        detail: 'No answer within the time limit of 0.2 s',
      })
    }
  })
})

describe('the email channel', () => {
  it.each([
    [null, FROM],
    ['smtp://mail.example.com', null],
    ['mail.example.com', FROM],
    ['http://mail.example.com', FROM],
    ['smtp://mail.example.com', 'nobody'],
  ])('is not set up with %s and %s', async (smtpUrl, smtpFrom) => {
    const { channel, send } = await openChannel({}, { smtpUrl, smtpFrom })
    const error = expect.objectContaining({
      code: 'smtp_not_configured',
      hint: expect.stringMatching(/FLATLINE_SMTP_URL.*FLATLINE_SMTP_FROM/su),
    })
    await expect(channel.check({ kind: 'email', to: ['ops@example.com'] })).rejects.toEqual(error)
    expect(await send()).toMatchObject({
      kind: 'failed',
      detail: expect.stringContaining('FLATLINE_SMTP_URL'),
    })
  })

  it('names the addresses that are not well-formed', async () => {
    const { channel, send } = await openChannel()
    const to = ['ops@example.com', 'ops@example.com\r\nBcc: eve@example.com']
    await expect(channel.check({ kind: 'email', to })).rejects.toMatchObject({
      code: 'invalid_field',
      errors: [{ pointer: '/channel/to/1' }],
    })
    await expect(channel.check({ kind: 'email', to: [] })).rejects.toMatchObject({
      errors: [{ pointer: '/channel/to' }],
    })
    expect(await send(sampleMessage(), to.slice(1))).toMatchObject({ kind: 'refused' })
  })

  it('fails an attempt that is under way when it is closed, and every one after', async () => {
    const { channel, send } = await openChannel({ onRcptTo: () => channel.close() })
    for (let i = 0; i < 2; i++) {
      expect(await send()).toMatchObject({
        kind: 'failed',
        detail: 'Flatline was stopped during the attempt',
      })
    }
  })
})
