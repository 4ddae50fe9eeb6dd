import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Received {
  readonly method: string
  /** With its query. */
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface Reply {
  readonly status?: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export interface ScriptedServer {
  readonly url: string
  readonly received: Received[]
  /** FLATLINE_URL and a key. */
  readonly env: Readonly<Record<string, string>>
  close(): Promise<void>
}

export const KEY = `fl_abcdefgh_${'s'.repeat(43)}ABCDEF`

/** A server on loopback that answers by script and keeps what it was sent. */
export async function scriptedServer(
  replyTo: (request: Received) => Reply,
): Promise<ScriptedServer> {
  const received: Received[] = []
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const { method = '', url: path = '', headers } = incoming
      const request = { method, path, headers, body: Buffer.concat(chunks).toString('utf8') }
      received.push(request)
      const { status = 200, body, headers: extra } = replyTo(request)
      const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body)
      outgoing.writeHead(status, { 'content-type': 'application/json', ...extra }).end(text)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${portOf(server.address())}`
  return {
    url,
    received,
    env: { FLATLINE_URL: url, FLATLINE_KEY: KEY },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

export function problem(status: number, code: string, rest: object = {}): Reply {
  const body = { type: 'x', title: `Title of ${code}`, status, detail: 'Why.', instance: '/', code }
  return { status, body: { ...body, ...rest } }
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0
}
