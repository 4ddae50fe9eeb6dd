import { OpenAPIHono, type RouteConfig } from '@hono/zod-openapi'
import { z } from 'zod'
import type { Scope } from '../core/key.ts'
import type { EndpointDocs } from './endpoint.ts'
import { heartbeatOperations } from './heartbeats.ts'
import { problemResponses } from './openapi-problems.ts'
import { OPERATIONS } from './operations.ts'

/** An operation as far as its description goes. */
export interface DescribedOperation extends EndpointDocs {
  readonly scope: Scope | null
  readonly query?: z.ZodType
  readonly body?: z.ZodType
}

export type OpenApiDocument = ReturnType<OpenAPIHono['getOpenAPI31Document']>

const DESCRIPTION =
  'Flatline tells people when computers disappear. Computers send heartbeats over HTTP; silence ' +
  'is the signal. Times are RFC 3339 in UTC with milliseconds; durations are milliseconds in ' +
  'fields that end in `Ms`, and texts such as `90s`, `5m`, `12h` elsewhere. Every refusal is a ' +
  'problem document (RFC 9457) with a stable `code`. Lists come in pages: follow `next`.'

/** OpenAPI 3.1, from the same definitions that answer the requests. https://spec.openapis.org/oas/v3.1.1 */
export function openApiDocument(version: string): OpenApiDocument {
  const app = new OpenAPIHono()
  const registry = app.openAPIRegistry
  registry.registerComponent('securitySchemes', 'apiKey', {
    type: 'apiKey',
    in: 'header',
    name: 'x-api-key',
  })
  registry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer' })
  registry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-flatline',
    description: 'From POST /v1/session; over plain HTTP its name is `flatline`.',
  })
  const operations: readonly DescribedOperation[] = [...heartbeatOperations, ...OPERATIONS]
  for (const operation of operations) registry.registerPath(describe(operation))
  return app.getOpenAPI31Document({
    openapi: '3.1.1',
    info: {
      title: 'Flatline',
      version,
      description: DESCRIPTION,
      license: { name: 'MIT' },
    },
    servers: [{ url: '/' }],
    tags: [...new Set(operations.map(({ tag }) => tag))].map((name) => ({ name })),
  })
}

function describe(operation: DescribedOperation): RouteConfig {
  const { method, path, tag, summary, scope } = operation
  return {
    method: method === 'GET' ? 'get' : method === 'POST' ? 'post' : lower(method),
    path,
    operationId: operationId(operation),
    tags: [tag],
    summary,
    description: [operation.description, scope === null ? 'Open to all.' : `Scope: \`${scope}\`.`]
      .filter((sentence) => sentence !== undefined)
      .join(' '),
    security: scope === null ? [] : securityOf(scope),
    request: requestOf(operation),
    responses: { ...answersOf(operation), ...problemResponses(operation) },
  }
}

function lower(method: 'PATCH' | 'DELETE'): 'patch' | 'delete' {
  return method === 'PATCH' ? 'patch' : 'delete'
}

/** "getHosts", "postHostsIdPause" */
function operationId({ method, path }: DescribedOperation): string {
  const words = path.split(/[/{}.]+/).filter((word) => word !== '' && word !== 'v1')
  const capitals = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1))
  return method.toLowerCase() + capitals.join('')
}

function securityOf(scope: Scope) {
  const keys = [{ apiKey: [] }, { bearer: [] }]
  return scope === 'beat' ? keys : [...keys, { session: [] }]
}

function requestOf(operation: DescribedOperation): NonNullable<RouteConfig['request']> {
  const { path, query, body, bodyShapes, bodyOptional } = operation
  const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => String(match[1]))
  const params = z.object(Object.fromEntries(names.map((name) => [name, z.string()])))
  const headers = headersOf(operation)
  const shapes = bodyShapes ?? (body === undefined ? {} : { 'application/json': body })
  const content = Object.fromEntries(
    Object.entries(shapes).map(([type, schema]) => [type, { schema }]),
  )
  return {
    ...(names.length === 0 ? {} : { params }),
    ...(query instanceof z.ZodObject ? { query } : {}),
    ...(headers === undefined ? {} : { headers }),
    ...(body === undefined ? {} : { body: { content, required: bodyOptional !== true } }),
  }
}

function headersOf({ once, conditional }: DescribedOperation): z.ZodObject | undefined {
  if (once === true) {
    const description = 'A repetition within 24 h gets the first answer again, without secrets'
    return z.object({ 'Idempotency-Key': z.string().max(255).optional().meta({ description }) })
  }
  if (conditional !== true) return undefined
  const description = 'The ETag as it was read; refused with 412 if it has changed'
  return z.object({ 'If-Match': z.string().optional().meta({ description }) })
}

function answersOf({ answers }: DescribedOperation): RouteConfig['responses'] {
  return Object.fromEntries(
    Object.entries(answers).map(([status, { description, schema, contentType }]) => [
      status,
      schema === undefined
        ? { description }
        : { description, content: { [contentType ?? 'application/json']: { schema } } },
    ]),
  )
}
