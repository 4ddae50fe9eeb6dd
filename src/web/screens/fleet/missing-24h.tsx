import type { FleetHistory } from '../../../contract/fleet-history.ts'
import { client } from '../../live/client.ts'
import { useLive } from '../../live/use-live.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { Section } from '../../parts/section.tsx'
import { HistoryBars } from './history-bars.tsx'

const EVERY_MS = 60_000

/** How many hosts were missing, over the past day. */
export function Missing24h() {
  const live = useLive('history', readHistory, { everyMs: EVERY_MS })
  return (
    <Section title="Missing over the past 24 hours">
      <Loaded live={live} what="the past day">
        {(history) => <HistoryBars history={history} />}
      </Loaded>
    </Section>
  )
}

/** The route answers with nothing else. */
async function readHistory(): Promise<FleetHistory> {
  return (await client.request('GET', '/v1/fleet/history')) as FleetHistory
}
