import { z } from 'zod'
import { FlatlineError } from '../core/problem.ts'
import { endpoint } from './endpoint.ts'

export const streamEndpoint = endpoint({
  method: 'GET',
  path: '/v1/stream',
  tag: 'Fleet',
  summary: 'Follow what happens',
  description:
    'Server-sent events. A `changes` message holds a JSON array of what is new, at most five ' +
    'messages a second. After a `reset` message, load anew what you show: too much was missed. ' +
    'Last-Event-ID resumes; a comment comes every 15 seconds. The `type` of a change is the kind ' +
    'of an event (such as `host.missing`), or `delivery` when the state of a delivery changed.',
  scope: 'read',
  answers: {
    200: {
      description: 'A stream that does not end by itself',
      schema: z.string(),
      contentType: 'text/event-stream',
    },
  },
  problems: ['too_many_streams', 'not_ready', 'not_available'],
  run: async ({ ctx, options, request, key }) => {
    if (options.stream === null) throw noStream()
    const headers = { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' }
    if (request.method === 'HEAD') return new Response(null, { headers })
    const isWelcome = (): boolean => {
      const known = ctx.keyring.get(key.id)
      const { wallMs } = ctx.clock.read()
      return known !== undefined && (known.expiresAt === null || wallMs < known.expiresAt)
    }
    const stream = options.stream.open(request.headers.get('last-event-id'), isWelcome)
    return new Response(stream, { headers })
  },
})

function noStream(): FlatlineError {
  return new FlatlineError('not_available', 'Nothing can be streamed from here.', {
    hint: 'Ask for /v1/fleet, or for a list, every few seconds instead.',
  })
}
