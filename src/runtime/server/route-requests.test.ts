import { describe, expect, it } from 'vitest'
import { useInputServer } from '../../../test/kit/input-server.ts'
import { expectProblem } from '../../../test/kit/input-target.ts'
import { sendRaw } from '../../../test/kit/raw-http.ts'

const server = useInputServer()
const text = (...lines: readonly string[]) => `${lines.join('\r\n')}\r\n\r\n`

describe('HTTP/1.0 without a Host header', () => {
  it.each(['/healthz', '/readyz', '/', '/docs'])(
    'is answered at %s, as old load balancers ask',
    async (path) => {
      const { answers, text: raw } = await sendRaw(server.port(), [text(`GET ${path} HTTP/1.0`)])
      expect(raw).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
      expect(answers.length).toBeLessThanOrEqual(1)
    },
  )

  it('may carry a key and read', async () => {
    const request = text('GET /v1/fleet HTTP/1.0', `x-api-key: ${server.adminKey()}`)
    expect((await sendRaw(server.port(), [request])).text).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
  })

  it('signs nobody in from a page of another site', async () => {
    const body = JSON.stringify({ key: server.adminKey() })
    const lines = ['POST /v1/session HTTP/1.0', 'Origin: http://localhost']
    const request = text(...lines, `Content-Length: ${body.length}`) + body
    const { answers } = await sendRaw(server.port(), [request])
    expectProblem(answers[0], 403, 'forbidden_origin')
  })
})

describe('a Host header that is none', () => {
  it.each(['256.0.0.1', '1.2.3.4.5', '127.0.0.1048577:8080'])('%s is refused', async (host) => {
    const request = text('GET /v1/fleet HTTP/1.1', `Host: ${host}`, 'Connection: close')
    const { answers } = await sendRaw(server.port(), [request])
    expectProblem(answers[0], 400, 'malformed_request')
    await server.expectNextGoodRequestWorks()
  })
})

describe('two Host headers', () => {
  it.each([
    ['a page', 'GET / HTTP/1.1', ['Host: a', 'Host: b']],
    ['HTTP/1.0', 'GET / HTTP/1.0', ['Host: a', 'Host: b']],
    ['the same name twice', 'GET /healthz HTTP/1.1', ['HOST: a', 'x-a: 1', 'host: a']],
    ['a heartbeat', 'POST /v1/heartbeat HTTP/1.1', ['Host: a', 'Host: b', 'Content-Length: 0']],
  ])('on %s are refused, and the connection is closed', async (_, line, headers) => {
    const { answers, closed } = await sendRaw(server.port(), [text(line, ...headers)])
    expect(answers).toHaveLength(1)
    expectProblem(answers[0], 400, 'malformed_request')
    expect(answers[0]?.body).toContain('twice')
    expect(closed).toBe(true)
    await server.expectNextGoodRequestWorks()
  })
})
