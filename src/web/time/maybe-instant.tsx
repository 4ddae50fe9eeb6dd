import { Instant } from './instant.tsx'

/** An instant, or a word for its absence. */
export function MaybeInstant({ at, or = 'never' }: { at: string | null; or?: string }) {
  return at === null ? <span className="text-faint">{or}</span> : <Instant at={at} />
}
