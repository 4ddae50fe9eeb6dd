import http, { type IncomingMessage } from 'node:http'
import https from 'node:https'
import type { LookupFunction } from 'node:net'

export interface Post {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly agent: http.Agent
  readonly lookup: LookupFunction
  readonly signal: AbortSignal
}

export interface Answer {
  readonly status: number
  readonly retryAfter: string | undefined
  /** As much of the body as arrived, at most `ANSWER_BYTES_MAX` bytes. */
  readonly text: string
}

export const ANSWER_BYTES_MAX = 16_384

/**
 * One POST; redirects are not followed. Resolves once the status is known and the body has ended,
 * broken off, reached its bound, or run into the signal: the status decides, not the body. Rejects
 * if there is no status.
 */
export function post(input: Post): Promise<Answer> {
  const { url, headers, body, agent, lookup, signal } = input
  const { request } = url.protocol === 'https:' ? https : http
  return new Promise((resolve, reject) => {
    const asked = request(url, { method: 'POST', headers, agent, lookup, signal })
    let answered = false
    const giveUp = (error: Error) => {
      if (!answered) reject(error)
    }
    asked.on('error', giveUp)
    asked.on('close', () => giveUp(new Error('The connection was closed without an answer')))
    asked.on('response', (response) => {
      answered = true
      readAnswer(response).then((answer) => {
        resolve(answer)
        asked.destroy()
      }, reject)
    })
    asked.end(body)
  })
}

function readAnswer(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = []
  let bytes = 0
  return new Promise((resolve) => {
    const finish = () => {
      resolve({
        status: response.statusCode ?? 0,
        retryAfter: response.headers['retry-after'],
        text: Buffer.concat(chunks).subarray(0, ANSWER_BYTES_MAX).toString('utf8'),
      })
    }
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      bytes += chunk.length
      if (bytes >= ANSWER_BYTES_MAX) finish()
    })
    response.on('end', finish)
    response.on('error', finish)
    response.on('close', finish)
  })
}
