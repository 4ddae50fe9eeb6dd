import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { PROBLEMS } from '../src/core/problem.ts'
import { expectSound } from './fuzz/expect-sound.ts'
import { type FuzzedServer, startFuzzed } from './fuzz/fuzzed-server.ts'
import { OPERATIONS, resolved, type Schema } from './fuzz/openapi.ts'
import type { WireAnswer } from './fuzz/read-answers.ts'
import { converse, exchange } from './fuzz/wire.ts'

/** What fuzzing has found, as small as it gets. */
describe('fuzzing found that', () => {
  it('100 Continue comes before an answer or not at all, however many requests wait', async () => {
    const server = await startFuzzed()
    const body = '{"name":"","scopes":[]}'
    const lines = [`x-api-key: ${server.keys.admin}`, 'Expect: 100-continue']
    const requests = [heartbeat(server, 'a'), post('/v1/keys', lines, body), LAST]
    const { answers } = await exchange(server.port, [Buffer.from(requests.join(''))])
    const finals = statuses(answers).filter((status) => status >= 200)
    expect(finals.slice(0, 2)).toEqual([200, 400])
  })

  it('a request whose body is broken waits for the answers to those before it', async () => {
    const server = await startFuzzed()
    const broken = post('/v1/heartbeat', ['Transfer-Encoding: chunked'], '5\r\n{}\r\nzz\r\n')
    const requests = heartbeat(server, 'a') + keyed(server, broken)
    const { answers } = await exchange(server.port, [Buffer.from(requests)])
    expect(statuses(answers)).toEqual([200, 400])
  })

  it('CONNECT waits for the answers to the requests before it', async () => {
    const server = await startFuzzed()
    const requests = `${heartbeat(server, 'a')}CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n`
    const { answers } = await exchange(server.port, [Buffer.from(requests)])
    expect(statuses(answers)).toEqual([200, 400])
  })

  it('nobody ends the process by asking for a tunnel and resetting the connection', async () => {
    const server = await startFuzzed()
    for (let time = 0; time < 10; time++) {
      const socket = connect({ port: server.port, host: '127.0.0.1' })
      socket.write('CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n')
      await once(socket, 'data')
      socket.resetAndDestroy()
      await server.expectWell()
    }
  })

  it('garbage behind an answer that does not end is held against its sender once', async () => {
    const server = await startFuzzed()
    const socket = connect({ port: server.port, host: '127.0.0.1', noDelay: true })
    socket.write(keyed(server, 'GET /v1/stream HTTP/1.1\r\nHost: x\r\n\r\n', 'read'))
    await once(socket, 'data')
    for (let time = 0; time < 30; time++) {
      socket.write('\0')
      await server.expectWell()
    }
    socket.destroy()
    expect(server.stderr()).not.toContain('MaxListenersExceededWarning')
  })

  it('what follows a request that closes the connection is not acted upon', async () => {
    const server = await startFuzzed()
    const refused = keyed(server, post('/v1/heartbeat', ['Host: twice'], '{"hostId":"a"}'))
    const requests = refused + heartbeat(server, 'after')
    const { answers } = await exchange(server.port, [Buffer.from(requests)])
    expect(statuses(answers)).toEqual([400])
    await server.expectWell()
    expect((await server.control.send('GET', '/v1/hosts/after')).status).toBe(404)
  })

  it.each(['127.0.0.1048577:8080', '1.2.3.4.5', '256.0.0.1', '0x'])(
    'the Host header %s is refused, not a fault of ours',
    async (host) => {
      const server = await startFuzzed()
      const request = `GET /v1/hosts HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`
      const { answers } = await exchange(server.port, [Buffer.from(request)])
      for (const answer of answers) expectSound(answer)
      expect(statuses(answers)[0]).toBeLessThan(500)
      server.expectQuiet()
    },
  )

  it('a sender who goes away in the midst of a body is no error of ours', async () => {
    const server = await startFuzzed()
    const begun = post('/v1/session', [], '{"key":').replace(/length: \d+/, 'length: 100')
    const { written, cut, done } = converse(server.port, [Buffer.from(begun)])
    await written
    await server.expectWell()
    cut()
    await done
    await server.expectWell()
  })
})

describe('the description', () => {
  it('has patterns that its own examples fit', () => {
    const unfit = schemasOf().flatMap(({ pattern, examples = [] }) =>
      pattern === undefined ? [] : [...examples, ...SAMPLES].some(fits(pattern)) ? [] : [pattern],
    )
    expect([...new Set(unfit)]).toEqual([])
  })

  it('names problem codes that exist', () => {
    const named = OPERATIONS.flatMap(({ responses }) =>
      Object.values(responses).flatMap(({ description }) =>
        [...description.matchAll(/`([a-z_]+)`/g)].map(([, code]) => code ?? ''),
      ),
    )
    expect(named.filter((code) => !Object.hasOwn(PROBLEMS, code))).toEqual([])
  })
})

const LAST = 'GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'
const SAMPLES = [
  ...['till', 'store-*', 'ops@example.com', '+4915112345678', 'https://example.com/flatline'],
  ...['arn:aws:sns:us-east-1:123456789012:flatline', 'arn:aws:sqs:us-east-1:123456789012:fuzz'],
  'whsec_Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFy',
]

/** As every reader of JSON Schema takes a pattern: with the flag u, and no other. */
function fits(pattern: string): (text: unknown) => boolean {
  const regex = new RegExp(pattern, 'u')
  return (text) => typeof text === 'string' && regex.test(text)
}

function schemasOf(): Schema[] {
  const bodies = OPERATIONS.flatMap(({ requestBody }) => Object.values(requestBody?.content ?? {}))
  const found = new Set<Schema>()
  const visit = (given: Schema) => {
    const schema = resolved(given)
    if (found.has(schema)) return
    found.add(schema)
    const { properties = {}, items, additionalProperties, oneOf = [], anyOf = [] } = schema
    const inner = [items, additionalProperties].filter((each) => typeof each === 'object')
    for (const each of [...Object.values(properties), ...inner, ...oneOf, ...anyOf]) visit(each)
  }
  for (const { schema } of bodies) visit(schema)
  return [...found]
}

function statuses(answers: readonly WireAnswer[]): number[] {
  return answers.map(({ status }) => status)
}

function heartbeat(server: FuzzedServer, hostId: string): string {
  return keyed(server, post('/v1/heartbeat', [], JSON.stringify({ hostId })))
}

function keyed({ keys }: FuzzedServer, request: string, scope: 'beat' | 'read' = 'beat'): string {
  return request.replace('\r\n', `\r\nx-api-key: ${keys[scope]}\r\n`)
}

/** With its length, unless a header frames it otherwise. */
function post(path: string, headers: readonly string[], body: string): string {
  const framed = headers.some((line) => line.startsWith('Transfer-Encoding'))
  const framing = framed ? [] : [`content-length: ${body.length}`]
  const lines = [`POST ${path} HTTP/1.1`, 'Host: x', ...headers, ...framing]
  return `${lines.join('\r\n')}\r\n\r\n${body}`
}
