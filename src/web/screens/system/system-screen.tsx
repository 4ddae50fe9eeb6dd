import { Link } from 'wouter'
import type { Fleet } from '../../../contract/fleet.ts'
import { client } from '../../live/client.ts'
import { useLive } from '../../live/use-live.ts'
import { bytesWords } from '../../parts/bytes-words.ts'
import { countWords } from '../../parts/count-words.ts'
import { Facts } from '../../parts/facts.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { PageHead } from '../../parts/page-head.tsx'
import { Section } from '../../parts/section.tsx'
import { StateMark } from '../../parts/state-mark.tsx'
import { useMayChange } from '../../shell/use-may-change.ts'
import { Instant } from '../../time/instant.tsx'
import { spanText } from '../../time/span-text.ts'
import { useFleet } from '../fleet/use-fleet.ts'
import { BlindWindows } from './blind-windows.tsx'
import { Undelivered } from './undelivered.tsx'

const RATE = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 })

/** How Flatline itself does. */
export function SystemScreen() {
  const live = useFleet()
  const mayChange = useMayChange()
  return (
    <>
      <PageHead
        title="System"
        actions={
          mayChange && (
            <Link href="/system/audit" className="link self-center">
              Audit trail
            </Link>
          )
        }
      />
      <Loaded live={live} what="the state of the server">
        {(fleet) => (
          <>
            <Section title="Now">
              <div className="panel p-4">
                <SystemFacts fleet={fleet} />
              </div>
            </Section>
            <Section title="Blind windows of the past hour">
              <BlindWindows windows={fleet.blindWindows} />
            </Section>
          </>
        )}
      </Loaded>
      {mayChange && (
        <Section title="Messages that are not delivered">
          <Undelivered />
        </Section>
      )}
    </>
  )
}

function SystemFacts({ fleet }: { fleet: Fleet }) {
  const version = useLive('version', readVersion, { everyMs: 600_000 }).value
  const { heartbeatsPerSecond, storeBytes, sweepLagMs, sweptAt, refusing } = fleet
  return (
    <Facts
      of={[
        [
          'Heartbeats',
          refusing === null ? (
            <StateMark key="ok" state="up" word="are stored" />
          ) : (
            <StateMark key="no" state="missing" word={`are refused: ${refusing.cause}`} />
          ),
        ],
        [
          'Rate',
          heartbeatsPerSecond === null
            ? 'not measured here'
            : `${RATE.format(heartbeatsPerSecond)} heartbeats per second`,
        ],
        [
          'Sweep',
          sweptAt === null ? (
            'none yet'
          ) : (
            <span key="sweep">
              ended <Instant at={sweptAt} as="both" />
              {sweepLagMs !== null && `, ${countWords(sweepLagMs)} ms before this was asked`}
            </span>
          ),
        ],
        ['Listening since', <Instant key="since" at={fleet.listeningSince} as="both" />],
        [
          'Hosts',
          <Link key="hosts" href="/hosts" className="link">
            {countWords(fleet.hosts)} at {countWords(fleet.sites)} sites
          </Link>,
        ],
        ['Blind', `${spanText(blindMs(fleet))} of the past hour`],
        ['Store', storeBytes === null ? 'not measured here' : `${bytesWords(storeBytes)} on disk`],
        ['Version', version ?? '…'],
      ]}
    />
  )
}

function blindMs({ blindWindows }: Fleet): number {
  return blindWindows.reduce((sum, { from, to }) => sum + Date.parse(to) - Date.parse(from), 0)
}

async function readVersion(): Promise<string> {
  const description = await client.request('GET', '/openapi.json')
  return versionOf(description) ?? 'unknown'
}

function versionOf(description: unknown): string | undefined {
  if (typeof description !== 'object' || description === null) return undefined
  const info = 'info' in description ? description.info : undefined
  if (typeof info !== 'object' || info === null || !('version' in info)) return undefined
  return String(info.version)
}
