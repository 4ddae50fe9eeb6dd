import { once } from 'node:events'
import http, { type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { Webhook } from 'standardwebhooks'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { RETRY_AFTER_MAX_MS } from '../core/delivery.ts'
import { type Behaviour, channelSuite, sampleMessage } from './channel.suite.ts'
import { type WebhookOptions, webhookChannel } from './webhook-channel.ts'

const SECRET = `whsec_${Buffer.alloc(32, 'key').toString('base64')}`
const SUBSCRIPTION = { name: 'Ops' }
const LOOPBACK = ['127.0.0.0/8', '::1/128']

type Answerer = (response: ServerResponse) => void

interface Receiver {
  readonly url: string
  readonly got: { readonly headers: IncomingHttpHeaders; readonly body: string }[]
  answer: Answerer
  close(): Promise<void>
}

async function openReceiver(): Promise<Receiver> {
  const server = http.createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (chunk: string) => {
      body += chunk
    })
    request.on('end', () => {
      receiver.got.push({ headers: request.headers, body })
      receiver.answer(response)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const receiver: Receiver = {
    url: `http://127.0.0.1:${portOf(server)}/hook`,
    got: [],
    answer: (response) => response.end(),
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return receiver
}

function portOf(server: { address(): AddressInfo | string | null }): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('not listening')
  return address.port
}

function openChannel(options: Partial<WebhookOptions> = {}) {
  return webhookChannel({
    allowTargets: LOOPBACK,
    version: '1.2.3',
    timeLimitMs: 15_000,
    now: () => NOW,
    ...options,
  })
}

const NOW = Date.now()
const BEHAVIOURS: Record<Behaviour, Answerer> = {
  takes: (response) => response.writeHead(202).end('thanks'),
  falters: (response) => response.writeHead(500).end(`no \u001b[31m good; ${SECRET} token=s3cret`),
  refuses: (response) => response.writeHead(410).end(),
  hangs: () => {},
}

channelSuite({
  name: 'webhook',
  open: async (timeLimitMs) => {
    const receiver = await openReceiver()
    const channel = openChannel({ timeLimitMs })
    return {
      channel,
      target: { kind: 'webhook', url: `${receiver.url}?token=s3cret`, secret: SECRET },
      secrets: [SECRET, SECRET.slice(6), 's3cret'],
      behave: (behaviour) => {
        receiver.answer = BEHAVIOURS[behaviour]
      },
      received: async () =>
        receiver.got.map(({ headers, body }) => ({ id: String(headers['webhook-id']), body })),
      close: async () => {
        channel.close()
        await receiver.close()
      },
    }
  },
})

describe('the webhook channel', () => {
  let receiver: Receiver
  let channel: ReturnType<typeof openChannel>
  beforeEach(async () => {
    receiver = await openReceiver()
    channel = openChannel()
  })
  afterEach(async () => {
    channel.close()
    await receiver.close()
  })
  const send = (url = receiver.url) =>
    channel.send({ kind: 'webhook', url, secret: SECRET }, sampleMessage(), SUBSCRIPTION)
  const sendHastily = async (url = receiver.url) => {
    const hasty = openChannel({ timeLimitMs: 300 })
    const target = { kind: 'webhook', url, secret: SECRET } as const
    const outcome = await hasty.send(target, sampleMessage(), SUBSCRIPTION)
    hasty.close()
    return outcome
  }
  const answered = async (answerer: Answerer) => {
    receiver.answer = answerer
    return send()
  }

  it('signs so that the Standard Webhooks library verifies it', async () => {
    await send()
    const [got] = receiver.got
    const headers = {
      'webhook-id': String(got?.headers['webhook-id']),
      'webhook-timestamp': String(got?.headers['webhook-timestamp']),
      'webhook-signature': String(got?.headers['webhook-signature']),
    }
    expect(headers['webhook-timestamp']).toBe(String(Math.floor(NOW / 1000)))
    expect(new Webhook(SECRET).verify(got?.body ?? '', headers)).toMatchObject({
      type: 'hosts.missing',
    })
    expect(() => new Webhook(SECRET).verify(`${got?.body} `, headers)).toThrow()
  })

  it('says who is calling and what it sends', async () => {
    await send()
    expect(receiver.got[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      'user-agent': 'Flatline/1.2.3',
    })
  })

  it.each([200, 201, 204, 299])('takes HTTP %i for accepted', async (status) => {
    expect(await answered((response) => response.writeHead(status).end())).toEqual({
      kind: 'accepted',
      detail: `HTTP ${status}`,
    })
  })

  it.each([301, 302, 303, 307, 308])('does not follow HTTP %i', async (status) => {
    const outcome = await answered((response) =>
      response.writeHead(status, { location: receiver.url }).end(),
    )
    expect(outcome).toMatchObject({ kind: 'failed', detail: expect.stringMatching(/redirect/) })
    expect(receiver.got).toHaveLength(1)
  })

  it.each([400, 401, 404, 500, 502])('may try HTTP %i again', async (status) => {
    expect(await answered((response) => response.writeHead(status).end())).toEqual({
      kind: 'failed',
      detail: `HTTP ${status}`,
    })
  })

  it('takes HTTP 410 for good', async () => {
    const outcome = await answered((response) => response.writeHead(410).end('gone'))
    expect(outcome).toMatchObject({ kind: 'refused', detail: expect.stringContaining('410') })
  })

  it.each([
    ['120', 120_000],
    ['0', 0],
    ['9999999999', RETRY_AFTER_MAX_MS],
    [new Date(Math.floor(NOW / 1000) * 1000 + 90_000).toUTCString(), 90_000 - (NOW % 1000)],
    ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
  ])('honours Retry-After: %s', async (retryAfter, retryAfterMs) => {
    for (const status of [429, 503]) {
      const outcome = await answered((response) =>
        response.writeHead(status, { 'retry-after': retryAfter }).end(),
      )
      expect(outcome).toEqual({ kind: 'failed', detail: `HTTP ${status}`, retryAfterMs })
    }
  })

  it.each(['soon', '-5', '1.5', '2026-11-21', ''])(
    'ignores Retry-After: "%s"',
    async (retryAfter) => {
      const outcome = await answered((response) =>
        response.writeHead(429, { 'retry-after': retryAfter }).end(),
      )
      expect(outcome).toEqual({ kind: 'failed', detail: 'HTTP 429' })
    },
  )

  it('shows at most 200 harmless characters of the answer', async () => {
    const outcome = await answered((response) =>
      response.writeHead(500).end(`<b>\u001b[31mno\r\n${'x'.repeat(5_000)}`),
    )
    expect(outcome.detail).toMatch(/^HTTP 500: <b> \[31mno x+…$/u)
    expect(outcome.detail).toHaveLength('HTTP 500: '.length + 200)
  })

  it('reads no more than a small part of a huge answer; the status decides', async () => {
    const chunk = 'x'.repeat(4_096)
    const pour = (response: ServerResponse) => {
      while (!response.destroyed && response.write(chunk)) {}
      if (!response.destroyed) response.once('drain', () => pour(response))
    }
    receiver.answer = pour
    expect(await send()).toMatchObject({ kind: 'accepted' })
  })

  it('lets the status decide if the body drips or breaks off', async () => {
    receiver.answer = (response) => response.writeHead(200).write('a')
    expect(await sendHastily()).toEqual({ kind: 'accepted', detail: 'HTTP 200: a' })
    const broken = await answered((response) => {
      response.writeHead(500, { 'content-length': '9' }).write('a', () => response.destroy())
    })
    expect(broken).toEqual({ kind: 'failed', detail: 'HTTP 500: a' })
  })

  it('fails if the head of the answer drips for longer than the limit', async () => {
    const server = createServer((socket) => {
      const drip = setInterval(() => socket.write('X-A: b\r\n'), 20)
      socket
        .on('close', () => clearInterval(drip))
        .on('error', () => {})
        .resume()
      socket.write('HTTP/1.1 200 OK\r\n')
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    expect(await sendHastily(`http://127.0.0.1:${portOf(server)}`)).toEqual({
      kind: 'failed',
      detail: 'No answer within the time limit of 0.3 s',
    })
    server.close()
    await once(server, 'close')
  })

  it('fails if the receiver speaks no HTTP, no TLS, or hangs up', async () => {
    const server = createServer((socket) =>
      socket
        .on('error', () => {})
        .resume()
        .end('220 mail\r\n'),
    )
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const port = portOf(server)
    expect(await send(`http://127.0.0.1:${port}`)).toMatchObject({ kind: 'failed' })
    expect(await send(`https://127.0.0.1:${port}`)).toMatchObject({ kind: 'failed' })
    server.close()
    await once(server, 'close')
    expect(await send(`http://127.0.0.1:${port}`)).toEqual({
      kind: 'failed',
      detail: 'No answer: nothing listens at this address and port (ECONNREFUSED)',
    })
    const upgraded = await answered((response) => response.writeHead(101).end())
    expect(upgraded.kind).toBe('failed')
  })

  it('fails an attempt that is under way when it is closed, and every one after', async () => {
    receiver.answer = () => channel.close()
    expect(await send()).toMatchObject({ kind: 'failed', detail: expect.stringMatching(/stopped/) })
    expect(await send()).toMatchObject({ kind: 'failed', detail: expect.stringMatching(/stopped/) })
  })
})
