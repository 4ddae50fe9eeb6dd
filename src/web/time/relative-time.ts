import { spanText } from './span-text.ts'

const NOW_MS = 2_000

/** "3 min ago", "in 2 h", "now"; times are milliseconds since the Unix epoch. */
export function relativeTime(at: number, now: number): string {
  const distance = Math.abs(now - at)
  if (distance < NOW_MS) return 'now'
  return at > now ? `in ${spanText(distance)}` : `${spanText(distance)} ago`
}
