import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { httpEvent } from './http-event.ts'
import { listen } from './listen.ts'

type Result = APIGatewayProxyStructuredResultV2
export type GatewayHandler = (event: APIGatewayProxyEventV2) => Promise<Result>

export interface Gateway {
  readonly url: string
  close(): Promise<void>
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const PAYLOAD_BYTES_MAX = 10_485_760

/**
 * An HTTP API of API Gateway on loopback, over plain HTTP: makes an event of each request, and an
 * answer of what the handler returns. A handler that throws, or times out, is a 500 there too.
 */
export async function startGateway(
  route: (path: string, method: string) => GatewayHandler,
): Promise<Gateway> {
  const server = createServer((request, response) => {
    answer(route, request, response).catch(() => {
      if (response.headersSent) response.destroy()
      else refuse(response, 500, 'Internal Server Error')
    })
  })
  const port = await listen(server)
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections()
      server.close()
      if (server.listening) await once(server, 'close')
    },
  }
}

async function answer(
  route: (path: string, method: string) => GatewayHandler,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = 'GET', url: target = '/' } = request
  const body = await readBody(request)
  if (body === undefined) return refuse(response, 413, 'Request Entity Too Large')
  const event = httpEvent({
    method,
    target,
    headers: { ...joinedHeaders(request), 'x-forwarded-proto': 'https' },
    body,
    sourceIp: request.socket.remoteAddress ?? '',
    domainName: request.headers.host ?? 'flatline.example.com',
  })
  send(request, response, await route(event.rawPath, method)(event))
}

/** Undefined if it is too large. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size <= PAYLOAD_BYTES_MAX) chunks.push(chunk)
  }
  return size > PAYLOAD_BYTES_MAX ? undefined : Buffer.concat(chunks)
}

/** In lower case; what was sent twice is joined by a comma, cookies by a semicolon. */
function joinedHeaders({ headersDistinct }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headersDistinct).map(([name, values = []]) => {
      return [name, values.join(name === 'cookie' ? '; ' : ',')]
    }),
  )
}

function send(request: IncomingMessage, response: ServerResponse, result: Result): void {
  const { statusCode, headers = {}, cookies = [], body = '', isBase64Encoded = false } = result
  if (statusCode === undefined) throw new Error('the result has no statusCode')
  for (const [name, value] of Object.entries(headers)) {
    if (name !== 'content-length') response.setHeader(name, String(value))
  }
  if (cookies.length > 0) response.setHeader('set-cookie', cookies)
  response.statusCode = statusCode
  response.end(
    request.method === 'HEAD' ? '' : Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'),
  )
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close' })
  response.end(JSON.stringify({ message }))
}
