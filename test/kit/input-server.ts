import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect } from 'vitest'
import { loadConfig } from '../../src/runtime/config.ts'
import { openLog } from '../../src/runtime/server/log.ts'
import { type RunningServer, startServer } from '../../src/runtime/server/server.ts'
import { type RawAnswer, sendRaw } from './raw-http.ts'

export const ROUTE = '/v1/heartbeat'

/** The real server in this process, with short limits, for whatever strangers may send. */
export interface InputServer {
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

/** Runs from before the first test of the file until after its last. */
export function useInputServer(): InputServer {
  const dataDir = mkdtempSync(join(tmpdir(), 'flatline-input-'))
  let server: RunningServer | undefined
  const running = (): RunningServer => {
    if (server === undefined) throw new Error('the server has not started')
    return server
  }
  beforeAll(async () => {
    const args = ['--port', '0', '--host', '127.0.0.1', '--data-dir', dataDir]
    const { config } = loadConfig(args, { variables: {}, homeDir: dataDir })
    server = await startServer(config, {
      log: openLog('silent'),
      writeLine: () => {},
      limits: { headMsMax: 700, requestMsMax: 700, lookEveryMs: 50 },
    })
  })
  afterAll(async () => {
    await server?.close()
    rmSync(dataDir, { recursive: true })
  })
  const one = async (request: string | Uint8Array) => {
    const { answers, text } = await sendRaw(running().port, [request], { answersMax: 1 })
    const [answer] = answers
    if (answer === undefined) throw new Error(`no whole answer came: ${text}`)
    return answer
  }
  const post = (body: string, headers: readonly string[] = [], path = ROUTE) => {
    return requestText(running().keys?.beat ?? '', body, headers, path)
  }
  return {
    port: () => running().port,
    url: () => running().url,
    beatKey: () => running().keys?.beat ?? '',
    adminKey: () => running().keys?.admin ?? '',
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
