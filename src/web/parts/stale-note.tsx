import type { Live } from '../live/live-store.ts'
import { spanText } from '../time/span-text.ts'
import { useNow } from '../time/use-now.ts'
import { problemWords } from './problem-words.ts'

const STALE_AFTER_MS = 45_000

/** Says so when what stands below is old: "Last update 40 s ago". */
export function StaleNote({ live }: { live: Live<unknown> }) {
  const now = useNow()
  if (live.loadedAt === undefined) return null
  const ageMs = now - live.loadedAt
  if (live.error === undefined && ageMs < STALE_AFTER_MS) return null
  return (
    <p
      role="status"
      className="mb-4 rounded-md border border-late bg-late-tint px-3 py-2 text-sm text-ink"
    >
      <strong className="font-semibold">Last update {spanText(ageMs)} ago.</strong>{' '}
      {live.error !== undefined && problemWords(live.error).what}
    </p>
  )
}
