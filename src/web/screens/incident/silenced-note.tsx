import { Link } from 'wouter'
import type { Incident } from '../../../contract/incident.ts'
import { Instant } from '../../time/instant.tsx'

interface SilencedNoteProps {
  readonly silences: NonNullable<Incident['silences']>
  readonly open: boolean
}

/** Why somebody was not told. */
export function SilencedNote({ silences, open }: SilencedNoteProps) {
  if (silences.length === 0) return null
  return (
    <ul className="panel mb-2 divide-y divide-line">
      {silences.map(({ id, reason, to }) => (
        <li key={id} className="px-4 py-3">
          <p className="font-medium">Silenced: {reason}</p>
          <p className="text-soft">
            Until <Instant at={to} as="absolute" />.{' '}
            {open ? 'If it is missing then, people are told.' : 'It was over before that.'}{' '}
            <Link href="/silences" className="link">
              See the silences
            </Link>
          </p>
        </li>
      ))}
    </ul>
  )
}
