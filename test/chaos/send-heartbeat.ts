import { type Agent, request } from 'node:http'

export interface Sending {
  readonly url: string
  readonly key: string
  readonly agent: Agent
  readonly body: string
  /** Called once it is handed to the network, or the server would not have it. */
  readonly onSent: () => void
}

/** What came back; null if nothing did, in time or at all. */
export interface BeatAnswer {
  readonly status: number
  readonly retryAfter: string | undefined
  readonly text: string
}

const TRY_LIMIT_MS = 2_000

/** One attempt, as a host in the field makes it. Never rejects. */
export function sendHeartbeat(sending: Sending): Promise<BeatAnswer | null> {
  const { url, key, agent, body, onSent } = sending
  const headers = { 'x-api-key': key, 'content-length': Buffer.byteLength(body) }
  return new Promise((resolve) => {
    const sent = request(`${url}/v1/heartbeat`, { method: 'POST', agent, headers })
    const limit = setTimeout(() => {
      sent.off('finish', onSent).destroy()
      settle(null)
    }, TRY_LIMIT_MS)
    let isSettled = false
    const settle = (answer: BeatAnswer | null) => {
      isSettled = true
      clearTimeout(limit)
      resolve(answer)
    }
    sent.once('finish', onSent)
    sent.on('error', () => {
      if (!isSettled) onSent()
      settle(null)
    })
    sent.on('response', (response) => {
      const { statusCode: status = 0 } = response
      const retryAfter = response.headers['retry-after']
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      })
      response.on('error', () => settle(null))
      response.on('end', () => settle({ status, retryAfter, text }))
    })
    sent.end(body)
  })
}
