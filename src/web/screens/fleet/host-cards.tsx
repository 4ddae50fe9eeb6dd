import { Link } from 'wouter'
import type { Host } from '../../../contract/host.ts'
import { client } from '../../live/client.ts'
import { useLive } from '../../live/use-live.ts'
import { classes } from '../../parts/classes.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { Section } from '../../parts/section.tsx'
import { StateMark } from '../../parts/state-mark.tsx'
import { MaybeInstant } from '../../time/maybe-instant.tsx'
import { hostHref } from '../host/host-href.ts'
import { HOST_STATES } from '../hosts/host-states.ts'

const EVERY_MS = 5_000
const LIMIT = 100

/** A small fleet, each host with its name. Exceptions first. */
export function HostCards() {
  const live = useLive('cards', () => client.hosts.list({ limit: LIMIT }), {
    concerns: ({ type }) => type.startsWith('host.'),
    everyMs: EVERY_MS,
  })
  return (
    <Section title="Hosts">
      <Loaded live={live} what="hosts">
        {({ items }) => (
          <ul className="grid grid-cols-1 gap-2 sm:grid-cols-2 lg:grid-cols-3 xl:grid-cols-4">
            {[...items].sort(byState).map((host) => (
              <li key={host.hostId}>
                <Card host={host} />
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Section>
  )
}

function Card({ host: { hostId, state, site, lastHeartbeatAt } }: { host: Host }) {
  return (
    <Link
      href={hostHref(hostId)}
      data-row
      className={classes(
        'block rounded-lg border p-3 hover:bg-raised',
        state === 'missing' ? 'border-missing bg-missing-tint' : 'border-line bg-panel',
      )}
    >
      <span className="flex items-center justify-between gap-2">
        <strong className="truncate font-semibold" title={hostId}>
          {hostId}
        </strong>
        <StateMark state={state} />
      </span>
      <span className="mt-1 flex justify-between gap-2 text-sm text-soft">
        <span className="truncate">{site ?? 'no site'}</span>
        <MaybeInstant at={lastHeartbeatAt} />
      </span>
    </Link>
  )
}

function byState(a: Host, b: Host): number {
  return HOST_STATES.indexOf(a.state) - HOST_STATES.indexOf(b.state)
}
