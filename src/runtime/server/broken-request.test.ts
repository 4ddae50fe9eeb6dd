import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, it } from 'vitest'
import { useInputServer } from '../../../test/kit/input-server.ts'
import { expectProblem } from '../../../test/kit/input-target.ts'
import { sendRaw } from '../../../test/kit/raw-http.ts'

const server = useInputServer()
const text = (...lines: readonly string[]) => `${lines.join('\r\n')}\r\n\r\n`

it('survives a sender who asks for a tunnel and resets the connection', async () => {
  for (let time = 0; time < 5; time++) {
    const socket = connect({ port: server.port(), host: '127.0.0.1' })
    socket.write(text('CONNECT x:1 HTTP/1.1', 'Host: x'))
    await once(socket, 'data')
    socket.resetAndDestroy()
    await once(socket, 'close')
  }
  await server.expectNextGoodRequestWorks()
})

it('gives the answer that was due although the rest of its request is broken', async () => {
  const head = ['POST /v1/heartbeat HTTP/1.1', 'Host: x', 'Transfer-Encoding: chunked']
  const { answers, closed } = await sendRaw(server.port(), [`${text(...head)}zz\r\n`])
  expect(answers).toHaveLength(1)
  expectProblem(answers[0], 401, 'unauthorized')
  expect(closed).toBe(true)
})

it('gives no second answer to a tunnel that is asked for behind a last answer', async () => {
  const refused = text('GET /healthz HTTP/1.1', 'Host: x', 'Host: y')
  const tunnel = text('CONNECT x:1 HTTP/1.1', 'Host: x')
  const { answers, closed } = await sendRaw(server.port(), [refused + tunnel])
  expect(answers).toHaveLength(1)
  expectProblem(answers[0], 400, 'malformed_request')
  expect(closed).toBe(true)
})
