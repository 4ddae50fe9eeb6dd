import { Link } from 'wouter'
import { client } from '../../live/client.ts'
import { useLive } from '../../live/use-live.ts'
import { StateMark } from '../../parts/state-mark.tsx'
import { Instant } from '../../time/instant.tsx'
import { hostHref } from '../host/host-href.ts'

const EVERY_MS = 3_000
const SHOWN = 5

/** The hosts that changed last; a first heartbeat shows within a second. */
export function Heard() {
  const live = useLive('newest', () => client.hosts.list({ sort: '-since', limit: SHOWN }), {
    concerns: ({ type }) => type.startsWith('host.'),
    everyMs: EVERY_MS,
  })
  const items = (live.value?.items ?? []).filter(({ lastHeartbeatAt }) => lastHeartbeatAt !== null)
  if (items.length === 0) {
    return (
      <p role="status" className="panel flex items-center gap-3 px-4 py-3">
        <span className="size-2 animate-pulse rounded-full bg-accent" aria-hidden="true" />
        Listening … the first heartbeat shows here.
      </p>
    )
  }
  return (
    <div role="status">
      {items.length === 1 && (
        <p className="mb-2">
          <StateMark state="up" word="The first host was heard." />
        </p>
      )}
      <ul aria-label="Latest changes" className="panel divide-y divide-line">
        {items.map(({ hostId, state, since }) => (
          <li key={hostId} className="flex flex-wrap items-center gap-3 px-4 py-2.5">
            <StateMark state={state} />
            <Link href={hostHref(hostId)} className="link font-medium">
              {hostId}
            </Link>
            <span className="text-soft">
              <Instant at={since} />
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}
