import type { Page } from '../../../contract/page.ts'
import type { RefusedHeartbeat } from '../../../contract/refused-heartbeat.ts'
import { client } from '../../live/client.ts'
import { useLive } from '../../live/use-live.ts'
import { StateMark } from '../../parts/state-mark.tsx'
import { Instant } from '../../time/instant.tsx'

const EVERY_MS = 3_000

/** Heartbeats that were refused lately, with the cure. */
export function NearMisses() {
  const live = useLive('refused', readRefused, {
    concerns: ({ type }) => type === 'heartbeat.refused',
    everyMs: EVERY_MS,
  })
  const items = live.value?.items ?? []
  if (items.length === 0) return null
  return (
    <div className="mt-4">
      <h3 className="mb-2 font-semibold">Nearly: heartbeats that were refused</h3>
      <ul className="panel divide-y divide-line">
        {items.map(({ code, detail, hint, from, at, times }) => (
          <li key={`${code} ${from}`} className="px-4 py-3">
            <p className="flex flex-wrap gap-x-3">
              <StateMark state="failed" word={code} />
              <span className="text-soft">
                from {from}, <Instant at={at} />
                {times > 1 && `, ${times} times`}
              </span>
            </p>
            <p className="mt-1">{detail}</p>
            {hint !== null && <p className="text-soft">{hint}</p>}
          </li>
        ))}
      </ul>
    </div>
  )
}

/** The route answers with nothing else. */
async function readRefused(): Promise<Page<RefusedHeartbeat>> {
  return (await client.request('GET', '/v1/heartbeats/refused')) as Page<RefusedHeartbeat>
}
