import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server'
import { onTestFinished } from 'vitest'
import { listen } from './listen.ts'

export interface Mail {
  readonly at: number
  readonly to: readonly string[]
  readonly email: Email
}

export interface SmtpReceiver {
  readonly url: string
  /** Every mail that was taken over, in order. */
  mails(): readonly Mail[]
  /** How often a recipient was refused. */
  refusals(): number
  /** From now on recipients are taken (250), deferred (451) or refused for good (550). */
  behave(code: 250 | 451 | 550): void
}

/** A real SMTP server on loopback that keeps what it receives. */
export async function smtpReceiver(): Promise<SmtpReceiver> {
  const mails: Mail[] = []
  let refusals = 0
  let code: 250 | 451 | 550 = 250
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 1_000,
    onRcptTo(_address, _session, done) {
      if (code === 250) return done()
      refusals++
      return done(Object.assign(new Error('not today'), { responseCode: code }))
    },
    onData(stream, session, done) {
      void readAll(stream)
        .then((raw) => PostalMime.parse(raw))
        .then((email) => {
          const to = session.envelope.rcptTo.map(({ address }) => address)
          mails.push({ at: Date.now(), to, email })
          done()
        })
    },
  })
  server.on('error', () => undefined)
  const port = await listen(server.server)
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())))
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails: () => mails,
    refusals: () => refusals,
    behave: (next) => {
      code = next
    },
  }
}

async function readAll(stream: SMTPServerDataStream): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}
