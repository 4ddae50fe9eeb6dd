import { z } from 'zod'
import type { Key } from '../core/key.ts'
import type { Context } from '../service/context.ts'
import { recordAudit } from '../service/record-audit.ts'
import type { AppOptions } from './app-options.ts'
import type { Call, Endpoint, EndpointAnswer } from './endpoint.ts'
import { identifyCaller } from './identify-caller.ts'
import { readIfMatch } from './if-match.ts'
import { parseFields } from './parse-fields.ts'
import { parseQuery } from './parse-query.ts'
import { toProblem } from './problem-answer.ts'
import { BODY_BYTES_MAX, parseJson, readBody } from './read-body.ts'
import { replayAnswer } from './replay-answer.ts'

const NO_FIELDS = z.strictObject({})

export interface Arrival {
  readonly ctx: Context
  readonly options: AppOptions
  readonly request: Request
  readonly env: unknown
  readonly params: Readonly<Record<string, string>>
}

/** One request to one operation, in the order: key, query, limits, encoding, JSON, fields, verb. */
export async function serveEndpoint(endpoint: Endpoint, arrival: Arrival): Promise<Response> {
  const { ctx, request } = arrival
  const now = ctx.clock.read().wallMs
  const { scope } = endpoint
  const key = scope === null ? null : await identifyCaller(ctx, request, scope, now)
  const query = parseQuery(endpoint.query, queryFor(endpoint, request))
  const text = takesBody(endpoint) ? await readText(endpoint, request) : ''
  const call: Call<unknown, unknown, Key | null> = {
    ...arrival,
    key,
    query,
    body: parseBody(endpoint, text, request),
    ifVersion: endpoint.conditional ? readIfMatch(request.headers.get('if-match')) : null,
    now,
    from: arrival.options.remoteAddress(request, arrival.env),
  }
  const once = key !== null && endpoint.once === true
  const run = () => endpoint.handle(call)
  if (key === null || request.method === 'GET' || request.method === 'HEAD') {
    return toResponse(await run())
  }
  return audited(call, key, () => (once ? replayAnswer(call, key, text, run) : run()))
}

/** Links to open pages gather what others add (`?utm_source=`), and no open page needs any. */
function queryFor({ method, scope }: Endpoint, request: Request): URLSearchParams {
  const ignored = scope === null && method === 'GET'
  return ignored ? new URLSearchParams() : new URL(request.url).searchParams
}

/** An action has no fields; whoever sends some means something that would not happen. */
function takesBody({ body, method, scope }: Endpoint): boolean {
  return body !== undefined || (method === 'POST' && scope !== null)
}

function readText(endpoint: Endpoint, request: Request): Promise<string> {
  return readBody(request, endpoint.bodyBytesMax ?? BODY_BYTES_MAX)
}

function parseBody(endpoint: Endpoint, text: string, request: Request): unknown {
  if (endpoint.body === undefined) {
    if (text.trim() !== '') parseFields(NO_FIELDS, parseJson(text))
    return undefined
  }
  if (endpoint.readText !== undefined) {
    return endpoint.readText(text, request.headers.get('content-type') ?? '')
  }
  const optional = endpoint.bodyOptional === true && text.trim() === ''
  return parseFields(endpoint.body, optional ? {} : parseJson(text))
}

/** The line is written after the deed; a store that fails in between leaves it to the log. */
async function audited(
  { ctx, request, from }: Call<unknown, unknown, Key | null>,
  key: Key,
  run: () => Promise<EndpointAnswer | Response>,
): Promise<Response> {
  const { pathname } = new URL(request.url)
  const record = async (status: number, target: string): Promise<void> => {
    const line = { key, action: `${request.method} ${pathname}`, target, status, from }
    try {
      await recordAudit(ctx, line)
    } catch (error) {
      ctx.log.error({ error, ...line, key: key.id }, 'an audit line could not be stored')
    }
  }
  try {
    const answer = await run()
    const target = answer instanceof Response ? undefined : answer.location
    await record(answer.status, target ?? pathname)
    return toResponse(answer)
  } catch (error) {
    await record(toProblem(error).status, pathname)
    throw error
  }
}

function toResponse(answer: EndpointAnswer | Response): Response {
  if (answer instanceof Response) return answer
  const { status, body, location, version } = answer
  return new Response(body === undefined ? null : JSON.stringify(body), {
    status,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(location === undefined ? {} : { location }),
      ...(version === undefined ? {} : { etag: `"${version}"` }),
    },
  })
}
