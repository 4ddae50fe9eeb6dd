import type { Fleet } from '../../../contract/fleet.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { PageHead } from '../../parts/page-head.tsx'
import { FleetPicture } from './fleet-picture.tsx'
import { FleetSentence } from './fleet-sentence.tsx'
import { Missing24h } from './missing-24h.tsx'
import { OpenIncidents } from './open-incidents.tsx'
import { useFleet } from './use-fleet.ts'
import { WelcomeHint } from './welcome-hint.tsx'

/** Exceptions first, then the picture, then the line of the day. */
export function FleetScreen() {
  const live = useFleet()
  return (
    <>
      <PageHead title="Fleet">{live.value && <FleetSentence fleet={live.value} />}</PageHead>
      <Loaded live={live} what="the fleet">
        {(fleet) => (fleet.hosts === 0 ? <WelcomeHint /> : <Parts fleet={fleet} />)}
      </Loaded>
    </>
  )
}

function Parts({ fleet }: { fleet: Fleet }) {
  return (
    <>
      <OpenIncidents open={fleet.openIncidents} />
      <FleetPicture hosts={fleet.hosts} />
      <Missing24h />
    </>
  )
}
