import { z } from 'zod'
import { mapBySchema } from '../contract/fleet-map.ts'
import { FlatlineError } from '../core/problem.ts'
import type { Context } from '../service/context.ts'
import { endpoint } from './endpoint.ts'
import { identifyCaller } from './identify-caller.ts'

export const streamEndpoint = endpoint({
  method: 'GET',
  path: '/v1/stream',
  tag: 'Fleet',
  summary: 'Follow what happens',
  description:
    'Server-sent events, at most five messages a second. A `changes` message holds a JSON array ' +
    'of what is new. After a `reset` message, load anew what you show: too much was missed. ' +
    'Last-Event-ID resumes; a comment comes every 15 seconds. The `type` of a change is the kind ' +
    'of an event (such as `host.missing`), or `delivery` when the state of a delivery changed. ' +
    'A `fleet` message, once a second if anything changed, holds `hosts`, `counts` and ' +
    '`listeningSince`, and with `map` also `map`: `{by, layout, from, to, changes}`. Whoever has ' +
    'that layout in the version `from` applies `changes` (place, state, place, state, …) and has ' +
    'the version `to`; whoever has `to` already has nothing to do; everybody else, or all if ' +
    '`changes` is null, reads `/v1/fleet/map` anew.',
  scope: 'read',
  query: z.strictObject({
    map: mapBySchema.optional().meta({ description: 'Follow the map with this grouping' }),
  }),
  answers: {
    200: {
      description: 'A stream that does not end by itself',
      schema: z.string(),
      contentType: 'text/event-stream',
    },
  },
  problems: ['too_many_streams', 'not_ready', 'not_available'],
  run: async ({ ctx, options, request, query, key }) => {
    if (options.stream === null) throw noStream()
    const headers = { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' }
    if (request.method === 'HEAD') return new Response(null, { headers })
    const stream = options.stream.open(
      request.headers.get('last-event-id'),
      () => isWelcome(ctx, request),
      { map: query.map ?? null, admin: key.scopes.includes('admin') },
    )
    return new Response(stream, { headers })
  },
})

/** The key may have been revoked since, or the session have ended. A store in trouble ends none. */
async function isWelcome(ctx: Context, request: Request): Promise<boolean> {
  try {
    await identifyCaller(ctx, request, 'read', ctx.clock.read().wallMs)
    return true
  } catch (error) {
    return !(error instanceof FlatlineError) || error.status >= 500
  }
}

function noStream(): FlatlineError {
  return new FlatlineError('not_available', 'Nothing can be streamed from here.', {
    hint: 'Ask for /v1/fleet, or for a list, every few seconds instead.',
  })
}
