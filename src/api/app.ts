import { Hono } from 'hono'
import { FlatlineError } from '../core/problem.ts'
import type { Context } from '../service/context.ts'
import type { AppOptions } from './app-options.ts'
import { type Endpoint, METHODS } from './endpoint.ts'
import { ENDPOINTS } from './endpoints.ts'
import { logFault } from './log-fault.ts'
import { problemAnswer } from './problem-answer.ts'
import { SECURITY_HEADERS } from './security-headers.ts'
import { serveEndpoint } from './serve-endpoint.ts'

export interface App {
  /** Answers every request; never rejects. `env` is handed to `remoteAddress`. */
  fetch(request: Request, env?: unknown): Promise<Response>
}

interface Bindings {
  readonly env: unknown
  readonly requestId: string
}

/** The HTTP face of Flatline but for heartbeats, which `ingest` answers without a framework. */
export function createApp(ctx: Context, options: AppOptions): App {
  const hono = new Hono<{ Bindings: Bindings }>()
  for (const [path, endpoints] of byPath(ENDPOINTS)) {
    const route = path.replaceAll(/\{(\w+)\}/g, ':$1')
    for (const endpoint of endpoints) {
      hono.on(endpoint.method, route, (c) => {
        const params = c.req.param()
        return serveEndpoint(endpoint, { ctx, options, request: c.req.raw, env: c.env.env, params })
      })
    }
    hono.all(route, () => {
      throw new NotAllowed(endpoints)
    })
  }
  hono.notFound((c) => problemResponse(noSuchRoute(), c.req.path))
  hono.onError((error, c) => {
    const { method, path } = c.req
    logFault(ctx.log, error, { requestId: c.env.requestId, method, path })
    return problemResponse(error, path)
  })
  return {
    async fetch(request, env) {
      const requestId = Buffer.from(ctx.entropy.bytes(8)).toString('hex')
      return sealed(await hono.fetch(request, { env, requestId }), requestId)
    },
  }
}

class NotAllowed extends FlatlineError {
  readonly allow: string

  constructor(endpoints: readonly Endpoint[]) {
    const methods = METHODS.filter((method) => endpoints.some((each) => each.method === method))
    const allow = methods.flatMap((method) => (method === 'GET' ? [method, 'HEAD'] : [method]))
    super('method_not_allowed', 'This path exists, but not with this method.', {
      hint: `Allowed here: ${allow.join(', ')}.`,
    })
    this.allow = allow.join(', ')
  }
}

function noSuchRoute(): FlatlineError {
  return new FlatlineError('not_found', 'There is no such page or route.', {
    hint: 'All routes are listed in /docs/reference/api.',
  })
}

function problemResponse(error: unknown, path: string): Response {
  const { status, headers, body } = problemAnswer(error, path)
  const allow = error instanceof NotAllowed ? { allow: error.allow } : {}
  return new Response(body, { status, headers: { ...headers, ...allow } })
}

/** Headers that every answer carries; an answer may have its own Cache-Control and policy. */
function sealed(response: Response, requestId: string): Response {
  const headers = new Headers(response.headers)
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) {
    if (!headers.has(name)) headers.set(name, value)
  }
  headers.set('x-request-id', requestId)
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-store')
  return new Response(response.body, { status: response.status, headers })
}

function byPath(endpoints: readonly Endpoint[]): Map<string, Endpoint[]> {
  const paths = new Map<string, Endpoint[]>()
  for (const endpoint of endpoints) {
    const known = paths.get(endpoint.path)
    if (known === undefined) paths.set(endpoint.path, [endpoint])
    else known.push(endpoint)
  }
  return paths
}
