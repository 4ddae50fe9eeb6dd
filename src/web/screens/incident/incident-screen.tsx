import { Link } from 'wouter'
import type { Incident } from '../../../contract/incident.ts'
import { client } from '../../live/client.ts'
import { store } from '../../live/store.ts'
import { useLive } from '../../live/use-live.ts'
import { Facts } from '../../parts/facts.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { PageHead } from '../../parts/page-head.tsx'
import { Section } from '../../parts/section.tsx'
import { StateMark } from '../../parts/state-mark.tsx'
import { useMayChange } from '../../shell/use-may-change.ts'
import { Instant } from '../../time/instant.tsx'
import { hostHref } from '../host/host-href.ts'
import { Lasted } from '../incidents/lasted.tsx'
import { SiteLink } from '../site/site-link.tsx'
import { AcknowledgeButton } from './acknowledge-button.tsx'
import { Deliveries } from './deliveries.tsx'
import { SilencedNote } from './silenced-note.tsx'

const EVERY_MS = 10_000
const PARENT = { href: '/incidents', name: 'Incidents' }

export function IncidentScreen({ id }: { id: string }) {
  const mayChange = useMayChange()
  const live = useLive(`incident ${id}`, () => client.incidents.get(id), {
    concerns: ({ type, incidentId }) => incidentId === id || type === 'delivery',
    everyMs: EVERY_MS,
  })
  const incident = live.value
  const title = incident === undefined ? `Incident ${id}` : titleOf(incident)
  const askable = mayChange && incident?.state === 'open' && incident.acknowledgedAt === null
  return (
    <>
      <PageHead
        title={title}
        parent={PARENT}
        actions={askable && <AcknowledgeButton id={id} onDone={() => store.refreshAll()} />}
      >
        {incident !== undefined && (
          <p className="mt-1 flex items-center gap-2 text-lg" aria-live="polite">
            <StateMark state={incident.state} />
            <span className="text-soft">
              {incident.state === 'open' ? 'for' : 'lasted'} <Lasted incident={incident} />
            </span>
          </p>
        )}
      </PageHead>
      <Loaded live={live} what="the incident">
        {(value) => (
          <>
            <Section title="What happened">
              <div className="panel p-4">
                <IncidentFacts incident={value} />
              </div>
            </Section>
            <Section title="Who was told">
              <SilencedNote silences={value.silences ?? []} open={value.state === 'open'} />
              <Deliveries
                deliveries={value.deliveries ?? []}
                silenced={(value.silences ?? []).length > 0}
                open={value.state === 'open'}
              />
            </Section>
          </>
        )}
      </Loaded>
    </>
  )
}

function titleOf({ hostId, state, resolution }: Incident): string {
  if (state === 'open') return `${hostId} is missing`
  return resolution === 'recovered' ? `${hostId} came back` : `${hostId} was ${resolution}`
}

function IncidentFacts({ incident }: { incident: Incident }) {
  const { hostId, resolvedAt, acknowledgedAt, acknowledgedBy, unconfirmed } = incident
  return (
    <Facts
      of={[
        [
          'Host',
          <Link key="host" href={hostHref(hostId)} className="link">
            {hostId}
          </Link>,
        ],
        ['Site', <SiteLink key="site" site={incident.site} />],
        ['Last heartbeat', <Instant key="last" at={incident.lastHeartbeatAt} as="both" />],
        ['Deadline passed', <Instant key="open" at={incident.openedAt} as="both" />],
        ['Noticed', <Instant key="seen" at={incident.noticedAt} as="both" />],
        [
          'Resolved',
          resolvedAt === null ? 'not yet' : <Instant key="res" at={resolvedAt} as="both" />,
        ],
        [
          'Acknowledged',
          acknowledgedAt === null ? (
            'by nobody'
          ) : (
            <span key="ack">
              by {acknowledgedBy}, <Instant at={acknowledgedAt} as="both" />
            </span>
          ),
        ],
        ...(unconfirmed
          ? [['Unconfirmed', 'The other region could not be asked when it was opened.'] as const]
          : []),
      ]}
    />
  )
}
