import { Agent, request } from 'node:http'
import { Agent as SecureAgent, request as secureRequest } from 'node:https'

const LINES = { keepAlive: true, maxSockets: 64 }
/** The certificate of a server under test is made for the test. */
const WAYS = {
  'http:': { ask: request, agent: new Agent(LINES) },
  'https:': { ask: secureRequest, agent: new SecureAgent({ ...LINES, rejectUnauthorized: false }) },
}
const LIMIT_MS = 30_000

/** One request over kept-alive connections; a `body` makes it a POST. Gives status and text. */
export function askHttp(url, key = null, body = null) {
  const headers = {
    ...(key === null ? {} : { 'x-api-key': key }),
    ...(body === null ? {} : { 'content-length': Buffer.byteLength(body) }),
    ...(body?.startsWith('{') ? { 'content-type': 'application/json' } : {}),
  }
  const { ask, agent } = WAYS[new URL(url).protocol]
  return new Promise((resolve, reject) => {
    const sent = ask(url, { method: body === null ? 'GET' : 'POST', agent, headers })
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
