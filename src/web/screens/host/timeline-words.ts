import type { Timeline } from '../../../contract/timeline.ts'
import { spanText } from '../../time/span-text.ts'

/** "Missing 2 times, 14 min in all: up 99.03 % of the time it is known." */
export function timelineWords({ spans }: Timeline): string {
  if (spans.length === 0) return 'Nothing was heard in this time.'
  const missing = spans.filter(({ state }) => state === 'missing')
  if (missing.length === 0) return 'Not missing in this time.'
  const silentMs = lengthOf(missing)
  const share = (100 * (1 - silentMs / lengthOf(spans))).toFixed(2)
  const times = missing.length === 1 ? 'once' : `${missing.length} times`
  return `Missing ${times}, ${spanText(silentMs)} in all: up ${share} % of the time it is known.`
}

function lengthOf(spans: Timeline['spans']): number {
  return spans.reduce((sum, { from, to }) => sum + Date.parse(to) - Date.parse(from), 0)
}
