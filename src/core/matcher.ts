import { matchesGlob } from './glob.ts'
import type { Labels } from './host.ts'

/**
 * Selects hosts by label. Every entry must hold; a list means "any of". Values are globs, and a
 * leading `!` means "none of these". `hostId` and `site` are matched like labels; a label that a
 * host does not carry is the empty string.
 */
export type Match = Readonly<Record<string, string | readonly string[]>>

export interface Matchable {
  readonly hostId: string
  readonly site: string | null
  readonly labels: Labels
}

export function matches(match: Match, host: Matchable): boolean {
  return Object.entries(match).every(([label, wanted]) => {
    const patterns = typeof wanted === 'string' ? [wanted] : wanted
    return matchesAny(patterns, valueUnder(label, host))
  })
}

function matchesAny(patterns: readonly string[], value: string): boolean {
  const refused = patterns.filter((pattern) => pattern.startsWith('!'))
  if (refused.some((pattern) => matchesGlob(pattern.slice(1), value))) return false
  const wanted = patterns.filter((pattern) => !pattern.startsWith('!'))
  return wanted.length === 0 || wanted.some((pattern) => matchesGlob(pattern, value))
}

function valueUnder(label: string, host: Matchable): string {
  if (label === 'hostId') return host.hostId
  if (label === 'site') return host.site ?? ''
  return Object.hasOwn(host.labels, label) ? (host.labels[label] ?? '') : ''
}
