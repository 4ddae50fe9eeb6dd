import type { FleetHistory } from '../../../contract/fleet-history.ts'
import { countWords } from '../../parts/count-words.ts'
import { clockWords, instantWords } from '../../time/instant-words.ts'

const HEIGHT = 100
const LEAST = 2

/** One bar per step, each named with its time; the largest reaches the top. */
export function HistoryBars({ history: { from, to, stepMs, missing } }: { history: FleetHistory }) {
  const start = Date.parse(from)
  const most = Math.max(0, ...missing)
  const end = Date.parse(to)
  const stepWords = (at: number) => `${clockWords(at)} – ${clockWords(Math.min(at + stepMs, end))}`
  const peak = stepWords(start + missing.indexOf(most) * stepMs)
  const words = most === 0 ? 'Nothing was missing.' : `At most ${countWords(most)}, in ${peak}.`
  return (
    <div className="panel p-4">
      <svg
        viewBox={`0 0 ${Math.max(missing.length, 1)} ${HEIGHT}`}
        preserveAspectRatio="none"
        className="h-20 w-full border-b border-line"
        role="img"
        aria-label={`Missing hosts over the past 24 hours. ${words}`}
      >
        {missing.map((count, index) => {
          const height = count === 0 ? 0 : Math.max(LEAST, (count / most) * HEIGHT)
          const step = start + index * stepMs
          return (
            <g key={step}>
              <rect
                x={index}
                y={HEIGHT - height}
                width="1"
                height={height}
                className="fill-cell-missing"
              />
              <rect x={index} width="1" height={HEIGHT} className="fill-ink/0 hover:fill-ink/10">
                <title>{`${stepWords(step)}: at most ${countWords(count)} missing`}</title>
              </rect>
            </g>
          )
        })}
      </svg>
      <div className="mt-1 flex justify-between text-xs text-faint">
        <span>{instantWords(start, end)}</span>
        <span>now</span>
      </div>
      <p className="mt-1 text-sm text-soft">{words}</p>
    </div>
  )
}
