import { auditEndpoint } from './audit.ts'
import { deliveryEndpoints } from './deliveries.ts'
import type { Endpoint } from './endpoint.ts'
import { fleetEndpoint } from './fleet.ts'
import { fleetHistoryEndpoint } from './fleet-history.ts'
import { fleetMapEndpoints } from './fleet-map.ts'
import { hostActionEndpoints } from './host-actions.ts'
import { announceEndpoint } from './host-announcement.ts'
import { timelineEndpoint } from './host-timeline.ts'
import { hostEndpoints } from './hosts.ts'
import { incidentEndpoints } from './incidents.ts'
import { keyEndpoints } from './keys.ts'
import { serverEndpoints } from './open.ts'
import { recipientEndpoints } from './recipients.ts'
import { refusedHeartbeatsEndpoint } from './refused-heartbeats.ts'
import { sessionEndpoints } from './session.ts'
import { silenceEndpoints } from './silences.ts'
import { siteEndpoints } from './sites.ts'
import { streamEndpoint } from './stream.ts'
import { subscriptionChangeEndpoints } from './subscription-changes.ts'
import { subscriptionEndpoints } from './subscriptions.ts'

/** What openapi.json describes, in the order in which people meet it; heartbeats come before. */
export const OPERATIONS: readonly Endpoint[] = [
  refusedHeartbeatsEndpoint,
  ...hostEndpoints,
  announceEndpoint,
  ...hostActionEndpoints,
  timelineEndpoint,
  fleetEndpoint,
  ...fleetMapEndpoints,
  fleetHistoryEndpoint,
  ...siteEndpoints,
  streamEndpoint,
  ...incidentEndpoints,
  ...subscriptionEndpoints,
  ...subscriptionChangeEndpoints,
  ...recipientEndpoints,
  ...deliveryEndpoints,
  ...silenceEndpoints,
  ...keyEndpoints,
  ...sessionEndpoints,
  auditEndpoint,
  ...serverEndpoints,
]
