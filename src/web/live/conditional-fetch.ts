import type { FetchLike } from '../../contract/send-request.ts'

/** Answers that are remembered for the next question; the oldest is forgotten first. */
const KEPT_MAX = 100
/** The recipients of a topic may take Amazon SNS half a minute. */
const LIMIT_MS = 35_000

interface Kept {
  readonly etag: string
  readonly text: string
}

interface Answer {
  readonly status: number
  readonly headers: Headers
  text(): Promise<string>
}

/**
 * `fetch` with a time limit that asks "changed since?" for what it has read before, so that a page
 * that polls costs the server and the network next to nothing.
 */
export function conditionalFetch(
  ask: (url: string, init: RequestInit) => Promise<Answer>,
): FetchLike {
  const kept = new Map<string, Kept>()
  return async (url, init) => {
    const known = init.method === 'GET' ? kept.get(url) : undefined
    const answer = await ask(url, {
      ...init,
      headers:
        known === undefined ? init.headers : { ...init.headers, 'if-none-match': known.etag },
      signal: AbortSignal.timeout(LIMIT_MS),
    })
    if (answer.status === 304 && known !== undefined) {
      return { status: 200, headers: answer.headers, text: async () => known.text }
    }
    const etag = answer.headers.get('etag')
    if (init.method !== 'GET' || answer.status !== 200 || etag === null) return answer
    const text = await answer.text()
    kept.delete(url)
    kept.set(url, { etag, text })
    const [oldest] = kept.keys()
    if (kept.size > KEPT_MAX && oldest !== undefined) kept.delete(oldest)
    return { status: 200, headers: answer.headers, text: async () => text }
  }
}
