import { Link } from 'wouter'
import type { Fleet } from '../../../contract/fleet.ts'
import { countWords } from '../../parts/count-words.ts'
import { StateMark } from '../../parts/state-mark.tsx'
import { clockWords, utcWords } from '../../time/instant-words.ts'
import { hostsHref } from '../hosts/host-filters.ts'
import { HOST_STATES } from '../hosts/host-states.ts'

/** "99,412 up · 31 late · 557 missing · listening since 08:14"; each number leads to its hosts. */
export function FleetSentence({ fleet }: { fleet: Fleet }) {
  const since = Date.parse(fleet.listeningSince)
  const shown = HOST_STATES.filter((state) => fleet.counts[state] > 0 || state === 'missing')
  return (
    <p className="mt-2 flex flex-wrap items-center gap-x-5 gap-y-1 text-lg" aria-live="polite">
      {shown.map((state) => (
        <Link
          key={state}
          href={hostsHref({ state })}
          className="inline-flex items-center gap-1.5 underline-offset-4 hover:underline"
        >
          <strong className="font-semibold">{countWords(fleet.counts[state])}</strong>
          <StateMark state={state} />
        </Link>
      ))}
      <Link href="/system" className="text-base text-soft hover:underline" title={utcWords(since)}>
        listening since {clockWords(since)}
      </Link>
      {fleet.refusing !== null && (
        <strong className="text-missing">
          Heartbeats are refused: {fleet.refusing.cause}. Nobody is blamed for it.
        </strong>
      )}
    </p>
  )
}
