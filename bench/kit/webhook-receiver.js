import { once } from 'node:events'
import { createServer } from 'node:http'

/** Takes webhooks on loopback and remembers when each came and what it said. */
export async function startReceiver() {
  const messages = []
  const server = createServer(async (request, response) => {
    const at = Date.now()
    let text = ''
    for await (const chunk of request.setEncoding('utf8')) text += chunk
    const { type, data: content } = JSON.parse(text)
    messages.push({ at, path: request.url, type, total: content.total })
    response.writeHead(204).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    messages,
    url: (path) => `http://127.0.0.1:${server.address().port}${path}`,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
