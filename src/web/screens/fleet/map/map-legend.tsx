import { StateMark } from '../../../parts/state-mark.tsx'
import { MAP_STATES } from './map-states.ts'

const SWATCHES = {
  waiting: 'bg-cell-waiting',
  up: 'bg-cell-up',
  late: 'bg-cell-late',
  missing: 'bg-cell-missing',
  paused: 'bg-cell-paused',
  retired: 'bg-cell-retired',
} as const

/** Which colour stands for which state. */
export function MapLegend() {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-sm" aria-label="Colours of the map">
      {MAP_STATES.map(
        (state) =>
          state !== 'gap' && (
            <li key={state} className="flex items-center gap-1.5">
              <span className={`size-3 rounded-sm ${SWATCHES[state]}`} aria-hidden="true" />
              <StateMark state={state} />
            </li>
          ),
      )}
    </ul>
  )
}
