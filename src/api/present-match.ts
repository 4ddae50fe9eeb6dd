import type { Match } from '../core/matcher.ts'

export function presentMatch(match: Match): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(match).map(([label, wanted]) => [
      label,
      typeof wanted === 'string' ? wanted : [...wanted],
    ]),
  )
}
