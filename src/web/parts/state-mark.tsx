import { classes } from './classes.ts'

/** A shape and a colour for each state, of whatever it is. */
const MARKS = {
  waiting: { shape: 'ring', colour: 'text-waiting' },
  up: { shape: 'disc', colour: 'text-up' },
  late: { shape: 'half', colour: 'text-late' },
  missing: { shape: 'diamond', colour: 'text-missing' },
  paused: { shape: 'bars', colour: 'text-paused' },
  retired: { shape: 'dash', colour: 'text-retired' },
  open: { shape: 'diamond', colour: 'text-missing' },
  resolved: { shape: 'disc', colour: 'text-up' },
  pending: { shape: 'ring', colour: 'text-waiting' },
  retrying: { shape: 'half', colour: 'text-late' },
  sent: { shape: 'disc', colour: 'text-up' },
  dead: { shape: 'diamond', colour: 'text-missing' },
  active: { shape: 'disc', colour: 'text-up' },
  confirmed: { shape: 'disc', colour: 'text-up' },
  absent: { shape: 'dash', colour: 'text-retired' },
  unknown: { shape: 'half', colour: 'text-late' },
  unconfirmed: { shape: 'half', colour: 'text-late' },
  disabled: { shape: 'diamond', colour: 'text-missing' },
  accepted: { shape: 'disc', colour: 'text-up' },
  failed: { shape: 'half', colour: 'text-late' },
  refused: { shape: 'diamond', colour: 'text-missing' },
  ended: { shape: 'dash', colour: 'text-retired' },
} as const

export type Marked = keyof typeof MARKS

interface StateMarkProps {
  readonly state: Marked
  /** The state itself unless given. */
  readonly word?: string
}

/** State is never colour alone: shape and word too. */
export function StateMark({ state, word = state }: StateMarkProps) {
  const { shape, colour } = MARKS[state]
  return (
    <span className={classes('inline-flex items-center gap-1.5 whitespace-nowrap', colour)}>
      <svg viewBox="0 0 12 12" className="size-3 shrink-0" aria-hidden="true" fill="currentColor">
        <Shape of={shape} />
      </svg>
      <span className="font-medium">{word}</span>
    </span>
  )
}

function Shape({ of }: { of: (typeof MARKS)[Marked]['shape'] }) {
  switch (of) {
    case 'disc':
      return <circle cx="6" cy="6" r="4" />
    case 'ring':
      return <circle cx="6" cy="6" r="3.5" fill="none" stroke="currentColor" strokeWidth="1.5" />
    case 'half':
      return (
        <>
          <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" strokeWidth="1.5" />
          <path d="M6 2a4 4 0 0 1 0 8z" />
        </>
      )
    case 'diamond':
      return <path d="M6 .8 11.2 6 6 11.2.8 6z" />
    case 'bars':
      return <path d="M2.5 2h2.6v8H2.5zM6.9 2h2.6v8H6.9z" />
    case 'dash':
      return <path d="M2 5h8v2H2z" />
  }
}
