import type { Page } from './page.ts'
import {
  type ClientOptions,
  type QueryValue,
  type RequestOptions,
  sendRequest,
} from './send-request.ts'

/** Filters, `limit` and `cursor` of a list. */
export type Filters = Readonly<Record<string, QueryValue>>

/** For creations that may be repeated after a lost answer; the key is remembered for 24 h. */
export interface Once {
  readonly idempotencyKey?: string
}

/** For edits: refused with `precondition_failed` unless the ETag is still this one. */
export interface IfMatch {
  readonly etag?: string
}

/** What was read, and the ETag under which it may be edited. */
export interface Tagged<T> {
  readonly value: T
  readonly etag: string | undefined
}

export type ClientCalls = ReturnType<typeof clientCalls>

/** The few shapes that all of the client's methods have. */
export function clientCalls(options: ClientOptions) {
  const answer = async <T>(method: string, path: string, rest?: RequestOptions): Promise<T> =>
    trusted<T>((await sendRequest(options, method, path, rest)).body)
  return {
    answer,
    list:
      <T>(path: string) =>
      (query: Filters = {}): Promise<Page<T>> =>
        answer('GET', path, { query }),
    get:
      <T>(path: string) =>
      (id: string): Promise<T> =>
        answer('GET', under(path, id)),
    read:
      <T>(path: string) =>
      async (id: string): Promise<Tagged<T>> => {
        const { body, etag } = await sendRequest(options, 'GET', under(path, id))
        return { value: trusted<T>(body), etag }
      },
    act:
      <T>(path: string, verb: string) =>
      (id: string): Promise<T> =>
        answer('POST', `${under(path, id)}/${verb}`),
    create:
      <Input, T>(path: string) =>
      (body: Input, { idempotencyKey }: Once = {}): Promise<T> =>
        answer('POST', path, { body, headers: header('idempotency-key', idempotencyKey) }),
    edit:
      <Patch, T>(path: string) =>
      (id: string, body: Patch, { etag }: IfMatch = {}): Promise<T> =>
        answer('PATCH', under(path, id), { body, headers: header('if-match', etag) }),
    remove:
      (path: string) =>
      (id: string, { etag }: IfMatch = {}): Promise<void> =>
        answer('DELETE', under(path, id), { headers: header('if-match', etag) }),
  }
}

function under(path: string, id: string): string {
  return `${path}/${encodeURIComponent(id)}`
}

function header(name: string, value: string | undefined): Record<string, string> {
  return value === undefined ? {} : { [name]: value }
}

/** Our own server keeps the contract: its tests hold every answer against the schemas. */
function trusted<T>(body: unknown): T {
  return body as T
}
