import { pageOf } from '../contract/page.ts'
import { refusedHeartbeatSchema } from '../contract/refused-heartbeat.ts'
import { FlatlineError } from '../core/problem.ts'
import { endpoint } from './endpoint.ts'
import { instantText } from './instant-text.ts'

export const refusedHeartbeatsEndpoint = endpoint({
  method: 'GET',
  path: '/v1/heartbeats/refused',
  tag: 'Heartbeats',
  summary: 'Read why heartbeats were refused lately',
  description:
    'The latest 50, one per reason and address, the newest first; kept in memory, and forgotten ' +
    'with the process. What was sent is not kept. The event stream tells them as changes of the ' +
    'type `heartbeat.refused`, with half of the address to keys that may only read.',
  scope: 'admin',
  answers: {
    200: {
      description: 'Refused heartbeats',
      schema: pageOf(refusedHeartbeatSchema, 'RefusedHeartbeatPage'),
    },
  },
  problems: ['not_available'],
  run: async ({ ctx: { refused }, options }) => {
    if (refused === null || options.stream === null) throw notKept()
    const items = refused.list().map(({ code, detail, hint, from, at, times }) => {
      return { code, detail, hint, from, at: instantText(at), times }
    })
    return { status: 200, body: { items, next: null } }
  },
})

function notKept(): FlatlineError {
  return new FlatlineError('not_available', 'The functions keep no list of what they refused.', {
    hint: 'Send the heartbeat with curl -i and read the answer; it names the cure.',
  })
}
