import { useStreamState } from '../live/use-stream-state.ts'
import { classes } from '../parts/classes.ts'
import { useFleet } from '../screens/fleet/use-fleet.ts'
import { spanText } from '../time/span-text.ts'
import { useNow } from '../time/use-now.ts'

/** Live, asking now and then, or out of touch. */
export function ConnectionNote() {
  const state = useStreamState()
  const { error, loadedAt } = useFleet()
  const now = useNow()
  const lost = error !== undefined && loadedAt !== undefined
  const words = lost
    ? `No answer for ${spanText(now - loadedAt)}`
    : state === 'live'
      ? 'Live'
      : 'Updates every 5 s'
  const colour = lost ? 'text-missing' : state === 'live' ? 'text-up' : 'text-soft'
  return (
    <p className={classes('flex items-center gap-2 px-2.5 text-sm', colour)}>
      <svg viewBox="0 0 16 8" className="h-2 w-4" aria-hidden="true">
        <path
          d={lost ? 'M0 4h16' : 'M0 4h4l2-3 3 6 2-3h5'}
          fill="none"
          stroke="currentColor"
          strokeWidth="1.5"
        />
      </svg>
      {words}
    </p>
  )
}
