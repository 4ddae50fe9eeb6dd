import type { Host } from '../../../contract/host.ts'
import { client } from '../../live/client.ts'
import { useLive } from '../../live/use-live.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { PageHead } from '../../parts/page-head.tsx'
import { Section } from '../../parts/section.tsx'
import { StateMark } from '../../parts/state-mark.tsx'
import { useMayChange } from '../../shell/use-may-change.ts'
import { Instant } from '../../time/instant.tsx'
import { IncidentTable } from '../incidents/incident-table.tsx'
import { ClientLines } from '../welcome/client-lines.tsx'
import { HostActs } from './host-acts.tsx'
import { HostEdit } from './host-edit.tsx'
import { HostFacts } from './host-facts.tsx'
import { HostTimeline } from './host-timeline.tsx'
import { Indicators } from './indicators.tsx'
import { Labels } from './labels.tsx'

const EVERY_MS = 5_000
const PARENT = { href: '/hosts', name: 'Hosts' }

export function HostScreen({ hostId }: { hostId: string }) {
  const mayChange = useMayChange()
  const live = useLive(`host ${hostId}`, () => client.hosts.read(hostId), {
    concerns: (change) => change.hostId === hostId,
    everyMs: EVERY_MS,
  })
  const acts = mayChange && live.value !== undefined
  return (
    <>
      <PageHead
        title={hostId}
        parent={PARENT}
        actions={
          acts && (
            <>
              <HostEdit host={live.value} onDone={live.refresh} />
              <HostActs host={live.value.value} onDone={live.refresh} />
            </>
          )
        }
      >
        {live.value !== undefined && <StateLine host={live.value.value} />}
      </PageHead>
      <Loaded live={live} what="the host">
        {({ value }) => <HostParts host={value} />}
      </Loaded>
    </>
  )
}

function StateLine({ host: { state, since } }: { host: Host }) {
  return (
    <p className="mt-1 flex flex-wrap items-center gap-x-2 text-lg" aria-live="polite">
      <StateMark state={state} />
      <span className="text-soft">
        since <Instant at={since} as="both" />
      </span>
    </p>
  )
}

function HostParts({ host }: { host: Host }) {
  const { hostId, labels, indicators } = host
  return (
    <>
      <Section title="When it was heard">
        <HostTimeline hostId={hostId} />
      </Section>
      <div className="grid grid-cols-1 gap-x-8 lg:grid-cols-2">
        <Section title="Heartbeats">
          <div className="panel p-4">
            <HostFacts host={host} />
          </div>
        </Section>
        <div>
          <Section title="Labels">
            <Labels labels={labels} />
          </Section>
          <Section title="Indicators">
            <Indicators indicators={indicators} />
          </Section>
        </div>
      </div>
      <Section title="Incidents">
        <IncidentTable filters={{ hostId }} label="Incidents of this host" />
      </Section>
      <Section title="The line that makes a computer speak">
        <ClientLines />
      </Section>
    </>
  )
}
