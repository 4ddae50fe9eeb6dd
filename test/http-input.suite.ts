import { describe, expect, it } from 'vitest'
import { expectProblem, type InputTarget, ROUTE } from './kit/input-target.ts'
import { unlessLeft } from './kit/left-to-gateway.ts'
import { type RawExchange, sendRaw } from './kit/raw-http.ts'

/** What strangers may send that is hardly HTTP. */
export function httpInput(server: InputTarget): void {
  const { post, one, expectNextGoodRequestWorks } = server

  unlessLeft(server, 'several requests on one connection', (name) => {
    describe(name, () => {
      it('are answered in their order', async () => {
        const bodies = ['{"hostId":"p1"}', '{"hostId":""}', '{"hostId":"p3"}']
        const requests = bodies.map((body) => post(body)).join('')
        const { answers } = await sendRaw(server.port(), [requests], { answersMax: 3 })
        expect(answers.map(({ status }) => status)).toEqual([200, 400, 200])
      })

      it('are answered up to the one that is broken, and the connection is closed', async () => {
        const requests = `${post('{"hostId":"q1"}')}${post('{"hostId":"q2"}')}NONSENSE\r\n\r\n`
        const { answers, closed } = await sendRaw(server.port(), [requests])
        expect(answers.map(({ status }) => status)).toEqual([200, 200, 400])
        expect(closed).toBe(true)
      })

      it('go on after a refused key', async () => {
        const refused = post('{"hostId":"a"}').replace(server.beatKey(), 'nonsense')
        const requests = `${refused}${post('{"hostId":"good"}')}`
        const { answers } = await sendRaw(server.port(), [requests], { answersMax: 2 })
        expect(answers.map(({ status }) => status)).toEqual([401, 200])
      })
    })
  })

  unlessLeft(
    server,
    'a request with broken framing is answered and the connection closed',
    (name) => {
      describe(name, () => {
        const chunked = 'Transfer-Encoding: chunked'
        it.each<[string, () => string, number, string]>([
          [
            'both lengths',
            () => post('0\r\n\r\n', ['Content-Length: 5', chunked]),
            400,
            'malformed_request',
          ],
          [
            'two lengths',
            () => post('{}', ['Content-Length: 2', 'Content-Length: 3']),
            400,
            'malformed_request',
          ],
          ['a negative length', () => post('{}', ['Content-Length: -2']), 400, 'malformed_request'],
          ['a bad chunk', () => post('zz\r\n{}\r\n', [chunked]), 400, 'malformed_request'],
          ['no HTTP at all', () => 'hello\r\n\r\n', 400, 'malformed_request'],
          ['TLS', () => '\u0016\u0003\u0001\u0002\0\u0001', 400, 'malformed_request'],
          ['HTTP/2', () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400, 'malformed_request'],
          [
            'a line folded into a header',
            () => post('{}', ['X-A: 1', ' folded\r\nX-B 2']),
            400,
            'malformed_request',
          ],
          ['a space before the colon', () => post('{}', ['X-A : 1']), 400, 'malformed_request'],
          [
            'CONNECT',
            () => 'CONNECT example.com:443 HTTP/1.1\r\nHost: x\r\n\r\n',
            400,
            'malformed_request',
          ],
          [
            'no Host',
            () => `POST ${ROUTE} HTTP/1.1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
            400,
            'malformed_request',
          ],
          [
            'a head of more than 8 KB',
            () => post('{}', [`X-Long: ${'x'.repeat(9_000)}`]),
            431,
            'header_too_large',
          ],
          [
            'a path of more than 8 KB',
            () => post('{}', [], `/${'x'.repeat(9_000)}`),
            431,
            'header_too_large',
          ],
          [
            'very many headers',
            () => post('{}', new Array(2_000).fill('a: b')),
            431,
            'header_too_large',
          ],
        ])('%s', async (_, request, status, code) => {
          const { answers, closed } = await sendRaw(server.port(), [request()])
          expect(answers).toHaveLength(1)
          expectProblem(answers[0], status, code)
          expect(closed).toBe(true)
          await expectNextGoodRequestWorks()
        })
      })
    },
  )

  unlessLeft(server, 'a body that is too large by what its head says', (name) => {
    describe(name, () => {
      const expectRefused = ({ answers, closed }: RawExchange) => {
        expectProblem(answers[0], 413, 'body_too_large')
        expect(answers).toHaveLength(1)
        expect(closed).toBe(true)
        expect(answers[0]?.headers.connection).toBe('close')
      }

      it('is refused by its announced length, and the connection closed', async () => {
        expectRefused(await sendRaw(server.port(), [post('{', ['Content-Length: 1000000'])]))
        await expectNextGoodRequestWorks()
      })

      it('of 10 GB is refused without a 100 Continue', async () => {
        const headers = ['Content-Length: 10737418240', 'Expect: 100-continue']
        expectRefused(await sendRaw(server.port(), [post('', headers)]))
        await expectNextGoodRequestWorks()
      })

      it('of 10 GB for another route is refused without a 100 Continue', async () => {
        const headers = ['Content-Length: 10737418240', 'Expect: 100-continue']
        expectRefused(await sendRaw(server.port(), [post('', headers, '/v1/keys')]))
        await expectNextGoodRequestWorks()
      })

      it('is refused although it comes in endless chunks', async () => {
        const chunk = `400\r\n${'x'.repeat(1_024)}\r\n`
        const head = post('', ['Transfer-Encoding: chunked'])
        expectRefused(await sendRaw(server.port(), [head], { repeat: chunk }))
        await expectNextGoodRequestWorks()
      })

      it('of a batch is refused by its announced length', async () => {
        const headers = ['Content-Length: 1048577']
        expectProblem(await one(post('[', headers, '/v1/heartbeats')), 413, 'body_too_large')
      })
    })
  })

  describe('a body that is too large', () => {
    it('by one byte is refused, the last byte that fits is not', async () => {
      expect((await one(post('{"hostId":"fits"}'.padEnd(4_096)))).status).toBe(200)
      expectProblem(await one(post('{"hostId":"fits"}'.padEnd(4_097))), 413, 'body_too_large')
    })

    it('of a batch may have 1 MB', async () => {
      const lines = Array.from({ length: 900 }, (_, index) =>
        JSON.stringify({ hostId: `batch-${index % 90}` }).padEnd(1_000),
      )
      const answer = await one(post(lines.join('\n'), [], '/v1/heartbeats'))
      expect([answer.status, answer.body]).toEqual([200, '{"accepted":900,"rejected":[]}'])
      const tooLarge = post('['.padEnd(1_048_577), [], '/v1/heartbeats')
      expectProblem(await one(tooLarge), 413, 'body_too_large')
      await expectNextGoodRequestWorks()
    })
  })

  unlessLeft(
    server,
    'a request that comes too slowly is answered with 408 and the connection closed',
    (name) => {
      describe(name, () => {
        it.each<[string, () => string]>([
          ['the head', () => `POST ${ROUTE} HTTP/1.1\r\nHost: x\r\n`],
          ['the body', () => post('{"hostId":', ['Content-Length: 100'])],
          ['a chunk', () => post('5\r\nab', ['Transfer-Encoding: chunked'])],
          ['the body for another route', () => post('{', ['Content-Length: 100'], '/v1/session')],
        ])('%s', async (_, request) => {
          const { answers, closed, elapsedMs } = await sendRaw(server.port(), [request()])
          expectProblem(answers[0], 408, 'request_timeout')
          expect(closed).toBe(true)
          expect(elapsedMs).toBeLessThan(4_000)
          await expectNextGoodRequestWorks()
        })

        it('and one that says nothing at all is closed', async () => {
          expect((await sendRaw(server.port(), [])).closed).toBe(true)
        })
      })
    },
  )

  describe('the path is taken literally', () => {
    it.each([
      '//v1//heartbeat',
      '/v1//heartbeat',
      '/v1/../v1/heartbeat',
      '/v1/./heartbeat',
      '/v1/%2e%2e/v1/heartbeat',
      '/v1/heartbeat/%2E',
      '/v1\\heartbeat',
      '/v1%2fheartbeat',
      '/v1/heartbeat/',
      '/V1/heartbeat',
      '/v1/heartbeat%00',
      '/../../etc/passwd',
      '/docs/../../package.json',
      '/docs/%2e%2e/package.json',
      '*',
    ])('%s is 404', async (path) => {
      expectProblem(await one(post('{"hostId":"a"}', [], path)), 404, 'not_found')
      await expectNextGoodRequestWorks()
    })

    it.each(['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'TRACE'])(
      '%s on the heartbeat route is 405 and says that POST is allowed',
      async (method) => {
        const request = `${method} ${ROUTE} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`
        const { text } = await sendRaw(server.port(), [request])
        expect(text).toMatch(/^HTTP\/1\.1 405 /)
        expect(text.toLowerCase()).toContain('\r\nallow: post\r\n')
        await expectNextGoodRequestWorks()
      },
    )

    it.each(['TRACE', 'PROPFIND'])('%s elsewhere is refused', async (method) => {
      const request = `${method} /v1/hosts HTTP/1.1\r\nHost: x\r\n\r\n`
      const { status } = await one(request)
      expect([400, 405]).toContain(status)
      await expectNextGoodRequestWorks()
    })

    unlessLeft(server, 'a Host header that is none', (name) => {
      it(`${name} is refused`, async () => {
        const { status } = await one('GET /v1/status HTTP/1.1\r\nHost: a b/c@d\r\n\r\n')
        expect(status).toBe(400)
        await expectNextGoodRequestWorks()
      })
    })
  })
}
