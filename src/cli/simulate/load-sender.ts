import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import type { LoadRequest } from './request-of.ts'

export interface LoadAnswer {
  /** "200", "503", or why there was none: "ECONNREFUSED". */
  readonly outcome: string
  readonly accepted: number
}

export interface LoadSender {
  /** Never rejects; at most 10 s. */
  send(load: LoadRequest): Promise<LoadAnswer>
  close(): void
}

const REQUEST_MS_MAX = 10_000
const ANSWER_BYTES_MAX = 1_000_000

/** Keeps `connections` connections of its own open, apart from those of other requests. */
export function openLoadSender(url: string, key: string, connections: number): LoadSender {
  const limits = { keepAlive: true, maxSockets: connections, maxFreeSockets: connections }
  const secure = url.startsWith('https:')
  const agent = secure ? new HttpsAgent(limits) : new HttpAgent(limits)
  const request = secure ? httpsRequest : httpRequest
  return {
    send: ({ path, body, hosts }) =>
      new Promise((resolve) => {
        const headers = {
          'x-api-key': key,
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
        }
        const options = { agent, method: 'POST', headers }
        const outgoing = request(`${url}${path}`, options, (incoming) => {
          readAnswer(incoming, hosts, resolve)
        })
        const limit = setTimeout(() => outgoing.destroy(new Error('timeout')), REQUEST_MS_MAX)
        outgoing.on('close', () => clearTimeout(limit))
        outgoing.on('error', (error: NodeJS.ErrnoException) => {
          resolve({ outcome: error.code ?? error.message, accepted: 0 })
        })
        outgoing.end(body)
      }),
    close: () => agent.destroy(),
  }
}

function readAnswer(
  incoming: IncomingMessage,
  hosts: number,
  resolve: (answer: LoadAnswer) => void,
): void {
  const chunks: Buffer[] = []
  let size = 0
  incoming.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size > ANSWER_BYTES_MAX) incoming.destroy(new Error('answer too large'))
    else if (hosts > 1) chunks.push(chunk)
  })
  incoming.on('error', (error) => resolve({ outcome: error.message, accepted: 0 }))
  incoming.on('end', () => {
    const outcome = String(incoming.statusCode)
    const all = hosts === 1 ? hosts : acceptedIn(Buffer.concat(chunks).toString('utf8'))
    resolve({ outcome, accepted: incoming.statusCode === 200 ? all : 0 })
  })
}

function acceptedIn(text: string): number {
  try {
    const body: unknown = JSON.parse(text)
    const known = typeof body === 'object' && body !== null && 'accepted' in body
    return known && typeof body.accepted === 'number' ? body.accepted : 0
  } catch {
    return 0
  }
}
