import { Agent, request } from 'node:http'

const agent = new Agent({ keepAlive: true, maxSockets: 64 })
const LIMIT_MS = 30_000

/** One request over kept-alive connections; a `body` makes it a POST. Gives status and text. */
export function askHttp(url, key = null, body = null) {
  const headers = {
    ...(key === null ? {} : { 'x-api-key': key }),
    ...(body === null ? {} : { 'content-length': Buffer.byteLength(body) }),
    ...(body?.startsWith('{') ? { 'content-type': 'application/json' } : {}),
  }
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: body === null ? 'GET' : 'POST', agent, headers })
    sent.setTimeout(LIMIT_MS, () => sent.destroy(new Error(`no answer from ${url}`)))
    sent.on('error', reject)
    sent.on('response', (response) => {
      let text = ''
      response.setEncoding('utf8').on('error', reject)
      response.on('data', (chunk) => {
        text += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode, body: text }))
    })
    sent.end(body)
  })
}
