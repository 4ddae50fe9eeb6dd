import { z } from 'zod'
import { instantInputSchema } from '../contract/instant-input.ts'
import { timelineSchema } from '../contract/timeline.ts'
import { hostTimeline } from '../service/host-timeline.ts'
import { endpoint } from './endpoint.ts'
import { hostIdOf } from './host-id-of.ts'
import { instantText } from './instant-text.ts'

const DAY_MS = 86_400_000

export const timelineEndpoint = endpoint({
  method: 'GET',
  path: '/v1/hosts/{id}/timeline',
  tag: 'Hosts',
  summary: 'Read when a host was missing',
  description: 'The past 24 hours unless `from` and `to` say otherwise.',
  scope: 'read',
  query: z.strictObject({
    from: instantInputSchema.optional(),
    to: instantInputSchema.optional(),
  }),
  answers: { 200: { description: 'The timeline', schema: timelineSchema } },
  run: async ({ ctx, params, query, now }) => {
    const hostId = hostIdOf(params)
    const to = query.to ?? now
    const from = query.from ?? to - DAY_MS
    const spans = await hostTimeline(ctx, { hostId, from, to })
    const body = {
      hostId,
      from: instantText(from),
      to: instantText(to),
      spans: spans.map((span) => ({
        ...span,
        from: instantText(span.from),
        to: instantText(span.to),
      })),
    }
    return { status: 200, body }
  },
})
