import { type Outcome, RETRY_AFTER_MAX_MS } from '../core/delivery.ts'
import { inertLine } from './inert.ts'
import type { Answer } from './post.ts'

const EXCERPT_MAX = 200

/** What a receiver's answer means. `now` is needed for a Retry-After that is a date. */
export function webhookOutcome(answer: Answer, now: number): Outcome {
  const { status } = answer
  const detail = described(answer)
  if (status >= 200 && status < 300) return { kind: 'accepted', detail }
  if (status === 410) return { kind: 'refused', detail }
  const retryAfterMs = status === 429 || status === 503 ? delayMs(answer.retryAfter, now) : null
  return { kind: 'failed', detail, ...(retryAfterMs === null ? {} : { retryAfterMs }) }
}

function described({ status, text }: Answer): string {
  const excerpt = inertLine(text, EXCERPT_MAX)
  if (status === 410) return 'HTTP 410: the receiver is gone; make a new subscription if it is back'
  if (status >= 300 && status < 400) {
    return `HTTP ${status}: redirects are not followed; use the URL that it leads to`
  }
  return excerpt === '' ? `HTTP ${status}` : `HTTP ${status}: ${excerpt}`
}

/** RFC 9110, 10.2.3: seconds, or an HTTP date. Null if it is neither. */
function delayMs(retryAfter: string | undefined, now: number): number | null {
  const text = retryAfter?.trim() ?? ''
  const wantedMs = /^\d{1,10}$/.test(text) ? Number(text) * 1_000 : httpDate(text) - now
  if (Number.isNaN(wantedMs)) return null
  return Math.min(Math.max(wantedMs, 0), RETRY_AFTER_MAX_MS)
}

function httpDate(text: string): number {
  return /^[A-Z][a-z]{2,8},? /.test(text) ? Date.parse(text) : Number.NaN
}
