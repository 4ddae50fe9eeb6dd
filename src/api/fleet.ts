import { fleetSchema } from '../contract/fleet.ts'
import { readFleet } from '../service/read-fleet.ts'
import { endpoint } from './endpoint.ts'
import { presentFleet } from './present-fleet.ts'

export const fleetEndpoint = endpoint({
  method: 'GET',
  path: '/v1/fleet',
  tag: 'Fleet',
  summary: 'Read the whole fleet at a glance',
  scope: 'read',
  answers: { 200: { description: 'Counts, incidents and our own hearing', schema: fleetSchema } },
  run: async ({ ctx, options, now }) => {
    return { status: 200, body: presentFleet(await readFleet(ctx), options, now) }
  },
})
