import type { Fleet } from '../../../contract/fleet.ts'
import { Instant } from '../../time/instant.tsx'
import { spanText } from '../../time/span-text.ts'

const CAUSES = {
  stopped: 'It did not run',
  stalled: 'It was held up',
  clock: 'The clock was set',
  store: 'The store could not write',
  overload: 'Heartbeats were refused for load',
  unreachable: 'It could not be reached',
} as const

/** Times in which Flatline could not hear; nobody was judged by them. */
export function BlindWindows({ windows }: { windows: Fleet['blindWindows'] }) {
  if (windows.length === 0) return <p className="text-soft">None: everything was heard.</p>
  return (
    <ul className="panel divide-y divide-line">
      {windows.map(({ cause, from, to }) => (
        <li key={from} className="flex flex-wrap gap-x-3 px-4 py-2.5">
          <strong className="font-medium">{CAUSES[cause]}</strong>
          <span>for {spanText(Date.parse(to) - Date.parse(from))}</span>
          <span className="text-soft">
            from <Instant at={from} as="absolute" />
          </span>
        </li>
      ))}
    </ul>
  )
}
