import { expect } from 'vitest'
import { type App, createApp } from '../../src/api/app.ts'
import type { AppOptions } from '../../src/api/app-options.ts'
import type { Every } from '../../src/api/every.ts'
import { startFleetFeed } from '../../src/api/fleet-feed.ts'
import { OPERATIONS } from '../../src/api/operations.ts'
import { StreamHub } from '../../src/api/stream-hub.ts'
import { problemSchema } from '../../src/contract/problem.ts'
import { PROBLEMS } from '../../src/core/problem.ts'
import { makeWorld, type World, type WorldOverrides } from './world.ts'

export const ORIGIN = 'https://flatline.example'

export interface AppAnswer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The parsed body; undefined if it is not JSON. */
  readonly json: unknown
}

export interface SendOptions {
  /** Null sends no key; the admin key unless given. */
  readonly key?: string | null
  /** Sent as JSON; a string or bytes go as they are. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** The app over a world in memory. Every answer of it is held against the contract. */
export interface AppWorld extends World {
  readonly app: App
  readonly hub: StreamHub
  readonly keys: { readonly admin: string; readonly read: string; readonly beat: string }
  /** Runs what the stream does every so often. */
  tick(intervalMs: number): void
  send(method: string, path: string, options?: SendOptions): Promise<AppAnswer>
}

export async function makeAppWorld(
  overrides: WorldOverrides & { readonly options?: Partial<AppOptions> } = {},
): Promise<AppWorld> {
  const world = makeWorld(overrides)
  const ticks: { intervalMs: number; callback: () => void }[] = []
  const every: Every = (intervalMs, callback) => {
    ticks.push({ intervalMs, callback })
    return () => undefined
  }
  const hub = new StreamHub('test', every)
  startFleetFeed(world.ctx, hub, every)
  const app = createApp(world.ctx, {
    version: '1.2.3',
    readMetrics: async () => '# metrics\n',
    ready: () => true,
    serverStatus: async () => true,
    docsDir: null,
    web: null,
    remoteAddress: () => '192.0.2.1',
    stream: hub,
    ...overrides.options,
  })
  const admin = (await world.key(['admin'], { name: 'Ada' })).text
  const read = (await world.key(['read'])).text
  const beat = (await world.key(['beat'])).text
  return {
    ...world,
    app,
    hub,
    keys: { admin, read, beat },
    tick(intervalMs) {
      for (const each of ticks) if (each.intervalMs === intervalMs) each.callback()
    },
    async send(method, path, options = {}) {
      const response = await app.fetch(toRequest(method, path, admin, options))
      const answer = await toAnswer(response)
      expectContract(method, path, answer)
      return answer
    },
  }
}

function toRequest(method: string, path: string, admin: string, options: SendOptions): Request {
  const { key = admin, body, headers } = options
  const sent = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body)
  return new Request(`${ORIGIN}${path}`, {
    method,
    headers: { ...(key === null ? {} : { 'x-api-key': key }), ...headers },
    ...(sent === undefined ? {} : { body: sent }),
  })
}

async function toAnswer(response: Response): Promise<AppAnswer> {
  const { status, headers } = response
  const text = await response.text()
  const isJson = headers.get('content-type')?.includes('json') === true && text !== ''
  return { status, headers, text, json: isJson ? JSON.parse(text) : undefined }
}

/** Exactly the fields that are described, and problems as RFC 9457 and docs/errors.md have them. */
function expectContract(method: string, path: string, answer: AppAnswer): void {
  if (answer.status >= 400) {
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    if (method === 'HEAD') return
    const problem = problemSchema.parse(answer.json)
    expect(problem.status).toBe(answer.status)
    expect(Object.keys(PROBLEMS)).toContain(problem.code)
    expect(problem.hint, `${problem.code} names no cure`).toBeTruthy()
    return
  }
  const pathname = path.split('?')[0] ?? ''
  const operation = OPERATIONS.find(
    (each) => each.method === method && pathPattern(each.path).test(pathname),
  )
  const { status } = answer
  if (operation === undefined || (status !== 200 && status !== 201 && status !== 204)) return
  const shape = operation.answers[status]
  expect(shape, `${status} is not described for ${method} ${path}`).toBeDefined()
  if (answer.json !== undefined) expect(shape?.schema?.parse(answer.json)).toEqual(answer.json)
}

function pathPattern(template: string): RegExp {
  return new RegExp(`^${template.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`)
}
