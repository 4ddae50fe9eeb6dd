import { z } from 'zod'
import { fleetHistorySchema } from '../contract/fleet-history.ts'
import { instantInputSchema } from '../contract/instant-input.ts'
import { fleetHistory } from '../service/fleet-history.ts'
import { endpoint } from './endpoint.ts'
import { instantText } from './instant-text.ts'

const DAY_MS = 86_400_000

export const fleetHistoryEndpoint = endpoint({
  method: 'GET',
  path: '/v1/fleet/history',
  tag: 'Fleet',
  summary: 'Read how many hosts were missing over time',
  description:
    'From their incidents, in at most 288 steps of whole minutes; the past 24 hours unless ' +
    '`from` and `to` say otherwise. As of the past minute. A host that was missing for more ' +
    'than a week before `from`, and came back, is left out.',
  scope: 'read',
  query: z.strictObject({
    from: instantInputSchema.optional(),
    to: instantInputSchema.optional(),
  }),
  answers: { 200: { description: 'The history', schema: fleetHistorySchema } },
  run: async ({ ctx, query, now }) => {
    const to = query.to ?? now
    const history = await fleetHistory(ctx, { from: query.from ?? to - DAY_MS, to })
    const { from, stepMs, missing } = history
    const times = { from: instantText(from), to: instantText(history.to) }
    return { status: 200, body: { ...times, stepMs, missing } }
  },
})
