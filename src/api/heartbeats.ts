import { z } from 'zod'
import { heartbeatsAnswerSchema } from '../contract/heartbeat-answer.ts'
import { heartbeatInputSchema } from '../contract/heartbeat-input.ts'
import { messageAnswerSchema } from '../contract/message-answer.ts'
import type { EndpointDocs } from './endpoint.ts'

export interface DocumentedOperation extends EndpointDocs {
  readonly scope: 'beat'
  readonly body: z.ZodType
}

const tag = 'Heartbeats'
const HOST_PROBLEMS = [
  'not_an_object',
  'empty_host_id',
  'unexpanded_host_id',
  'invalid_host_id',
  'out_of_range',
  'invalid_duration',
  'invalid_label',
  'invalid_indicator',
  'foreign_host',
  'host_quota',
  'request_timeout',
  'too_many_requests',
  'store_unavailable',
  'overloaded',
] as const

const one = {
  method: 'POST',
  tag,
  scope: 'beat',
  body: heartbeatInputSchema,
  bodyShapes: {
    'application/json': heartbeatInputSchema,
    'application/x-www-form-urlencoded': heartbeatInputSchema.pick({
      hostId: true,
      intervalMs: true,
      interval: true,
      grace: true,
      site: true,
    }),
  },
  answers: { 200: { description: 'The heartbeat is durable', schema: messageAnswerSchema } },
  problems: HOST_PROBLEMS,
} as const

/** Described here for openapi.json; `ingest` answers them, without a framework. */
export const heartbeatOperations: readonly DocumentedOperation[] = [
  {
    ...one,
    path: '/v1/heartbeat',
    summary: 'Send a heartbeat',
    description:
      'The answer comes once a crash or a power cut cannot lose the heartbeat any more. The body ' +
      '(4 KB at most) is read as JSON whatever its Content-Type says; unknown fields are ignored.',
  },
  {
    ...one,
    path: '/v1/hearbeat',
    summary: 'Send a heartbeat (alias)',
    description: 'The same, for the crontabs that were written for the original.',
  },
  {
    method: 'POST',
    path: '/v1/heartbeats',
    tag,
    scope: 'beat',
    summary: 'Send up to 1,000 heartbeats',
    description:
      'For a relay at a site: a JSON array, or one object per line (NDJSON), 1 MB at most. Good ' +
      'heartbeats count though others are bad.',
    body: z.array(heartbeatInputSchema),
    bodyShapes: {
      'application/json': z.array(heartbeatInputSchema).max(1_000),
      'application/x-ndjson': z.string(),
    },
    answers: {
      200: { description: 'The accepted ones are durable', schema: heartbeatsAnswerSchema },
    },
    problems: [...HOST_PROBLEMS, 'too_many'],
  },
]
