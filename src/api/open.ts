import { z } from 'zod'
import { messageAnswerSchema } from '../contract/message-answer.ts'
import { FlatlineError } from '../core/problem.ts'
import { endpoint, openEndpoint } from './endpoint.ts'

const tag = 'Server'
const STATUS_HINT =
  'See the log: the store (disk space, tables, permissions) and the load. ' +
  'On AWS the first sweep comes a minute after deployment.'
const OK = { status: 200, body: { message: 'OK' } } as const

const statusEndpoint = openEndpoint({
  method: 'GET',
  path: '/v1/status',
  tag,
  summary: 'Ask whether Flatline does its work',
  description: 'For health checks from outside: heartbeats can be stored and the sweep is fresh.',
  answers: { 200: { description: 'It does', schema: messageAnswerSchema } },
  problems: ['not_ready'],
  run: async ({ options }) => {
    if (await options.serverStatus()) return OK
    throw new FlatlineError('not_ready', 'Heartbeats cannot be stored or the sweep is late.', {
      hint: STATUS_HINT,
    })
  },
})

const healthEndpoint = openEndpoint({
  method: 'GET',
  path: '/healthz',
  tag,
  summary: 'Ask whether the process lives',
  answers: { 200: { description: 'It does', schema: messageAnswerSchema } },
  run: async () => OK,
})

const readyEndpoint = openEndpoint({
  method: 'GET',
  path: '/readyz',
  tag,
  summary: 'Ask whether the process takes requests',
  answers: { 200: { description: 'It does', schema: messageAnswerSchema } },
  problems: ['not_ready'],
  run: async ({ options }) => {
    if (options.ready()) return OK
    throw new FlatlineError('not_ready', 'Flatline is starting up or shutting down.', {
      hint: 'Ask again in a few seconds.',
      retryAfterSeconds: 2,
    })
  },
})

const metricsEndpoint = endpoint({
  method: 'GET',
  path: '/metrics',
  tag,
  summary: 'Read metrics for Prometheus',
  scope: 'read',
  problems: ['not_available'],
  answers: {
    200: { description: 'Prometheus text format', schema: z.string(), contentType: 'text/plain' },
  },
  run: async ({ options }) =>
    new Response(await options.readMetrics(), {
      headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' },
    }),
})

export const serverEndpoints = [statusEndpoint, healthEndpoint, readyEndpoint, metricsEndpoint]
