/**
 * The baselines: node:http that answers 202 without reading the body, and with the argument `net`
 * node:net that writes one and the same answer to whatever it reads, which is the least that a
 * server on Node's sockets can do. Prints its address.
 */
import { createServer } from 'node:http'
import * as net from 'node:net'

const ANSWER = Buffer.from('HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n')
const LAST = Buffer.from('HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
const CLOSING = /\r\nconnection: close\r\n/i

function answerOnly(socket) {
  const answer = (bytes) => {
    const isLast = CLOSING.test(bytes.latin1Slice())
    socket.write(isLast ? LAST : ANSWER)
    if (isLast) socket.destroySoon()
  }
  socket.on('error', () => undefined).on('data', answer)
}

function answerWithHttp(_request, response) {
  response.writeHead(202)
  response.end()
}

const server =
  process.argv[2] === 'net' ? net.createServer(answerOnly) : createServer(answerWithHttp)
server.listen({ port: 0, host: '127.0.0.1' }, () => {
  process.stdout.write(`listens on http://127.0.0.1:${server.address().port}\n`)
})
