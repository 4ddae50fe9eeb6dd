/** The baseline: node:http that answers 202 without reading the body. Prints its address. */
import { createServer } from 'node:http'

const server = createServer((_request, response) => {
  response.writeHead(202)
  response.end()
})
server.listen({ port: 0, host: '127.0.0.1' }, () => {
  process.stdout.write(`listens on http://127.0.0.1:${server.address().port}\n`)
})
