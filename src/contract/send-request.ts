import { ContractError } from './contract-error.ts'
import type { Problem } from './problem.ts'

/** The part of `fetch` that the client needs. Time limits are the caller's. */
export type FetchLike = (
  url: string,
  init: { method: string; headers: Record<string, string>; body?: string },
) => Promise<{
  readonly status: number
  readonly headers: { get(name: string): string | null }
  text(): Promise<string>
}>

export type QueryValue = string | number | boolean | null | undefined

export interface RequestOptions {
  readonly query?: Readonly<Record<string, QueryValue>>
  /** Sent as JSON; a string goes as it is. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export interface ClientOptions {
  readonly baseUrl: string
  /** Undefined for the open routes only. */
  readonly key?: string | undefined
  readonly fetch: FetchLike
}

export interface Answer {
  /** The parsed JSON; undefined for an empty answer. */
  readonly body: unknown
  /** Names the version of what was read, for If-Match. */
  readonly etag: string | undefined
}

/** One request. Throws a ContractError from status 400; what `fetch` throws passes through. */
export async function sendRequest(
  options: ClientOptions,
  method: string,
  path: string,
  { query = {}, body, headers = {} }: RequestOptions = {},
): Promise<Answer> {
  const sent: Record<string, string> = { accept: 'application/json', ...headers }
  if (options.key !== undefined) sent['x-api-key'] = options.key
  if (body !== undefined) sent['content-type'] ??= 'application/json'
  const response = await options.fetch(
    options.baseUrl.replace(/\/+$/, '') + withQuery(path, query),
    {
      method,
      headers: sent,
      ...(body === undefined
        ? {}
        : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    },
  )
  const text = await response.text()
  if (response.status < 400) {
    const etag = response.headers.get('etag') ?? undefined
    return { body: text === '' ? undefined : parse(text), etag }
  }
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN)
  throw new ContractError(
    toProblem(response.status, path, text),
    Number.isFinite(retryAfter) ? retryAfter : undefined,
  )
}

function withQuery(path: string, query: Readonly<Record<string, QueryValue>>): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === null
      ? []
      : [`${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`],
  )
  if (pairs.length === 0) return path
  return path + (path.includes('?') ? '&' : '?') + pairs.join('&')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** A proxy in between may answer with something else than a problem. */
function toProblem(status: number, instance: string, text: string): Problem {
  const body = parse(text)
  if (isProblem(body)) return body
  const detail = `The answer was ${status}, and not from Flatline: ${text.slice(0, 200)}`
  const title = 'The answer is not from Flatline'
  return { type: 'about:blank', title, status, detail, instance, code: 'foreign_answer' }
}

function isProblem(body: unknown): body is Problem {
  if (typeof body !== 'object' || body === null) return false
  return (
    'code' in body &&
    typeof body.code === 'string' &&
    'detail' in body &&
    typeof body.detail === 'string' &&
    'title' in body
  )
}
