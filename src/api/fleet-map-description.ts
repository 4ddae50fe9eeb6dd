import { MAP_LAYOUT_HEADER, MAP_STATES, MAP_VERSION_HEADER } from '../contract/fleet-map.ts'

const STATES = MAP_STATES.map((state, byte) => `${byte} ${state}`).join(', ')

/** How the map is to be read, for its page of reference. */
export const MAP_DESCRIPTION =
  `A byte is a state: ${STATES}. Bytes come group by group, as \`/v1/fleet/map/groups\` tells, ` +
  'and within a group in the order in which hosts came. Everybody gets the same map, at most a ' +
  `second old. \`${MAP_LAYOUT_HEADER}\` names the arrangement, which changes when hosts come, go ` +
  `or move to another group; \`${MAP_VERSION_HEADER}\` counts changes of states. Both make the ` +
  'ETag. `/v1/stream?map=site` tells the changes.'
