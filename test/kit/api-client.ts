import type { z } from 'zod'
import { pageOf } from '../../src/contract/page.ts'
import { type Problem, problemSchema } from '../../src/contract/problem.ts'

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

/** Speaks HTTP with one key and holds every answer to the published schema. */
export interface Api {
  send(method: string, path: string, body?: unknown): Promise<Answer>
  get<S extends z.ZodType>(path: string, schema: S): Promise<z.output<S>>
  post<S extends z.ZodType>(path: string, body: unknown, schema: S): Promise<z.output<S>>
  /** All items of a list, page by page. */
  all<S extends z.ZodType>(path: string, items: S): Promise<z.output<S>[]>
}

const LIMIT_MS = 60_000
const PAGES_MAX = 1_000

export function apiClient(url: string, key: string | null): Api {
  const send = async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const response = await fetch(new URL(path, url), {
      method,
      redirect: 'manual',
      signal: AbortSignal.timeout(LIMIT_MS),
      ...(key === null ? {} : { headers: { 'x-api-key': key } }),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: response.status, headers: response.headers, text: await response.text() }
  }
  const read = async <S extends z.ZodType>(
    schema: S,
    method: string,
    path: string,
    body?: unknown,
  ) => {
    const answer = await send(method, path, body)
    if (answer.status >= 200 && answer.status < 300) return parsed(schema, answer.text)
    throw new Error(`${method} ${path} answered ${answer.status}: ${answer.text}`)
  }
  return {
    send,
    get: (path, schema) => read(schema, 'GET', path),
    post: (path, body, schema) => read(schema, 'POST', path, body),
    async all(path, items) {
      const page = pageOf(items, 'Page')
      const found: z.output<typeof items>[] = []
      let next: string | null = path
      for (let pages = 0; next !== null && pages < PAGES_MAX; pages++) {
        const got: { items: z.output<typeof items>[]; next: string | null } = await read(
          page,
          'GET',
          next,
        )
        found.push(...got.items)
        next = got.next
      }
      return found
    },
  }
}

export function parsed<S extends z.ZodType>(schema: S, text: string): z.output<S> {
  return schema.parse(JSON.parse(text))
}

export function problemIn(answer: Answer): Problem {
  return parsed(problemSchema, answer.text)
}
