import { expect } from 'vitest'
import { type RawAnswer, sendRaw } from './raw-http.ts'

export const ROUTE = '/v1/heartbeat'

/** Flatline, however it runs, for whatever strangers may send. */
export interface InputTarget {
  /** API Gateway stands before it. */
  readonly behindGateway: boolean
  port(): number
  url(): string
  beatKey(): string
  adminKey(): string
  /** A POST as text, with the right length unless `headers` say otherwise. */
  post(body: string, headers?: readonly string[], path?: string): string
  /** Sends bytes and resolves with the first answer. */
  one(request: string | Uint8Array): Promise<RawAnswer>
  expectNextGoodRequestWorks(): Promise<void>
}

/** What has started by the time that a test runs. */
export interface RunningTarget {
  readonly url: string
  readonly port: number
  readonly adminKey: string
  readonly beatKey: string
}

/** For an answer that takes its time, as long as it comes. */
const ANSWER_MS = 20_000

export function inputTarget(behindGateway: boolean, running: () => RunningTarget): InputTarget {
  const one = async (request: string | Uint8Array) => {
    const sending = { answersMax: 1, limitMs: ANSWER_MS }
    const { answers, text } = await sendRaw(running().port, [request], sending)
    const [answer] = answers
    if (answer === undefined) throw new Error(`no whole answer came: ${text}`)
    return answer
  }
  const post = (body: string, headers: readonly string[] = [], path = ROUTE) => {
    return requestText(running().beatKey, body, headers, path)
  }
  return {
    behindGateway,
    port: () => running().port,
    url: () => running().url,
    beatKey: () => running().beatKey,
    adminKey: () => running().adminKey,
    post,
    one,
    async expectNextGoodRequestWorks() {
      const { status, body } = await one(post('{"hostId":"good"}'))
      expect([status, body]).toEqual([200, '{"message":"OK"}'])
    },
  }
}

function requestText(key: string, body: string, headers: readonly string[], path: string): string {
  const framed = headers.some((line) => /^(content-length|transfer-encoding):/i.test(line))
  const lines = [
    `POST ${path} HTTP/1.1`,
    'Host: flatline.test',
    `x-api-key: ${key}`,
    ...(framed ? [] : [`Content-Length: ${Buffer.byteLength(body)}`]),
    ...headers,
  ]
  return `${lines.join('\r\n')}\r\n\r\n${body}`
}

/** Problem+json with this code, in words, and nothing of our insides. */
export function expectProblem(answer: RawAnswer | undefined, status: number, code: string): void {
  const problem = JSON.parse(answer?.body ?? '{}')
  expect([answer?.status, problem.code]).toEqual([status, code])
  expect(answer?.headers['content-type']).toBe('application/problem+json')
  expect(problem).toMatchObject({ type: `/docs/reference/errors#${code}`, status })
  for (const text of [problem.title, problem.detail]) expect(text).toMatch(/\S/)
  expect(answer?.body).not.toMatch(/node:|\.ts:|\bat \w+ \(/)
}
