import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { Webhook } from 'standardwebhooks'
import { z } from 'zod'
import { atTestEnd, type Ends } from './ends.ts'
import { listen } from './listen.ts'

/** `lose`: takes the message and closes the line without an answer. `hang`: never answers. */
export type Behaviour = number | 'hang' | 'lose'

export interface Received {
  readonly at: number
  readonly path: string
  readonly id: string
  readonly signed: boolean
  readonly body: string
  readonly message: WebhookMessage
  /** How it was answered. */
  readonly answered: Behaviour
}

export interface WebhookReceiver {
  readonly secret: string
  /** Signatures are checked with this one from now on. */
  trust(secret: string): void
  url(path?: string): string
  /** Everything that was received on the path, in order. */
  received(path?: string): readonly Received[]
  /** How requests on the path are answered from now on; 200 until told otherwise. */
  behave(behaviour: Behaviour, path?: string): void
}

const instant = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)

/** The body as published, held strictly: a field too many is a fault too. */
const messageSchema = z.strictObject({
  type: z.string(),
  timestamp: instant,
  data: z.strictObject({
    notificationId: z.string(),
    subject: z.string(),
    total: z.int(),
    hosts: z.array(
      z.strictObject({
        hostId: z.string(),
        site: z.string().nullable(),
        lastHeartbeatAt: instant,
        deadlineAt: instant,
        silentSince: instant.nullable().optional(),
        withdrawal: z.enum(['paused', 'retired', 'deleted']).optional(),
        incidentId: z.string().nullable(),
        url: z.string().nullable(),
      }),
    ),
    more: z.int(),
    note: z.string().optional(),
    windows: z.array(z.strictObject({ from: instant, to: instant, cause: z.string() })).optional(),
  }),
})
export type WebhookMessage = z.output<typeof messageSchema>

/** A receiver on loopback that verifies each signature with the reference library. */
export async function webhookReceiver(ends: Ends = atTestEnd): Promise<WebhookReceiver> {
  const secret = `whsec_${Buffer.alloc(32, 'flatline').toString('base64')}`
  let trusted = secret
  const received: Received[] = []
  const faults: unknown[] = []
  const behaviours = new Map<string, Behaviour>()
  const server = createServer((request, response) => {
    take(request, trusted).then(
      (message) => {
        const answered = behaviours.get(message.path) ?? 200
        received.push({ ...message, answered })
        answer(answered, request, response)
      },
      (fault) => {
        faults.push(fault)
        request.socket.destroy()
      },
    )
  })
  const port = await listen(server)
  ends(async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
    if (faults.length > 0) throw new Error('a webhook was not as published', { cause: faults[0] })
  })
  return {
    secret,
    trust(other) {
      trusted = other
    },
    url: (path = '/') => `http://127.0.0.1:${port}${path}`,
    received: (path = '/') => received.filter((each) => each.path === path),
    behave: (behaviour, path = '/') => void behaviours.set(path, behaviour),
  }
}

type Taken = Omit<Received, 'answered'>

async function take(request: IncomingMessage, secret: string): Promise<Taken> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const body = Buffer.concat(chunks).toString('utf8')
  return {
    at: Date.now(),
    path: request.url ?? '',
    id: header(request, 'webhook-id'),
    signed: isSigned(request, body, secret),
    body,
    message: messageSchema.parse(JSON.parse(body)),
  }
}

function isSigned(request: IncomingMessage, body: string, secret: string): boolean {
  const names = ['webhook-id', 'webhook-timestamp', 'webhook-signature']
  const headers = Object.fromEntries(names.map((name) => [name, header(request, name)]))
  try {
    new Webhook(secret).verify(body, headers)
    return true
  } catch {
    return false
  }
}

function header(request: IncomingMessage, name: string): string {
  const value = request.headers[name]
  return typeof value === 'string' ? value : ''
}

function answer(behaviour: Behaviour, request: IncomingMessage, response: ServerResponse): void {
  if (behaviour === 'lose') request.socket.destroy()
  else if (behaviour !== 'hang') response.writeHead(behaviour).end('noted')
}
