import { Link } from 'wouter'
import type { HostState } from '../../../contract/host.ts'
import { classes } from '../../parts/classes.ts'
import { countWords } from '../../parts/count-words.ts'
import { StateMark } from '../../parts/state-mark.tsx'
import { HOST_STATES } from './host-states.ts'

interface StateChipsProps {
  readonly counts: Readonly<Record<HostState, number>> | undefined
  readonly chosen: HostState | ''
  readonly hrefOf: (state: HostState | '') => string
}

/** The states with their numbers; each is a link to its hosts. */
export function StateChips({ counts, chosen, hrefOf }: StateChipsProps) {
  const all =
    counts === undefined ? undefined : HOST_STATES.reduce((n, each) => n + counts[each], 0)
  return (
    <ul className="mb-3 flex flex-wrap gap-1.5" aria-label="State">
      <li>
        <Chip href={hrefOf('')} chosen={chosen === ''} count={all}>
          <span className="font-medium">all</span>
        </Chip>
      </li>
      {HOST_STATES.map((state) => (
        <li key={state}>
          <Chip href={hrefOf(state)} chosen={chosen === state} count={counts?.[state]}>
            <StateMark state={state} />
          </Chip>
        </li>
      ))}
    </ul>
  )
}

interface ChipProps {
  readonly href: string
  readonly chosen: boolean
  readonly count: number | undefined
  readonly children: React.ReactNode
}

function Chip({ href, chosen, count, children }: ChipProps) {
  return (
    <Link
      href={href}
      replace
      aria-current={chosen ? 'true' : undefined}
      className={classes(
        'flex h-8 items-center gap-2 rounded-md border px-2.5',
        chosen ? 'border-accent bg-tint' : 'border-line bg-panel hover:bg-raised',
      )}
    >
      {children}
      {count !== undefined && <span className="text-soft">{countWords(count)}</span>}
    </Link>
  )
}
