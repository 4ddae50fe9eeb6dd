/**
 * Heartbeats through API Gateway or a Function URL: the same path as on a server, in the same order
 * of checks, but that a key is read when it is asked for.
 */
import { admitIngest, ingest, ingestRoute } from '../../api/ingest.ts'
import { ingestRefusal } from '../../api/ingest-refusal.ts'
import type { Answer } from '../../api/problem-answer.ts'
import { refuse } from '../../core/listening.ts'
import { FlatlineError } from '../../core/problem.ts'
import type { Context } from '../../service/context.ts'
import { noSuchPath } from '../no-such-path.ts'
import { rawPath } from '../raw-path.ts'
import { eventBody } from './event-body.ts'
import { carriedKeyId, eventCarrier } from './event-key.ts'
import { hostCountsForgetter } from './host-counts.ts'
import { type HttpEvent, type HttpHandler, httpResult } from './http-result.ts'
import type { KeyCache } from './key-cache.ts'

export interface IngestParts {
  readonly ctx: Context
  readonly keys: KeyCache
  /** Asked before each answer; see `refusalReporter`. */
  readonly reportRefusals: () => Promise<void>
  /** Called after each answer. */
  readonly flushMetrics: () => void
}

export function createIngest(parts: IngestParts): HttpHandler {
  const { ctx, reportRefusals, flushMetrics } = parts
  const forgetHostCounts = hostCountsForgetter(ctx)
  return async (event) => {
    forgetHostCounts()
    const answer = await answerTo(parts, event)
    await reportRefusals()
    flushMetrics()
    return httpResult(answer)
  }
}

async function answerTo({ ctx, keys }: IngestParts, event: HttpEvent): Promise<Answer> {
  try {
    const path = rawPath(event.rawPath)
    if (path === undefined) throw noSuchPath()
    const route = ingestRoute(path)
    if (route === undefined) throw noHeartbeat()
    const { method } = event.requestContext.http
    const carrier = eventCarrier(event)
    const id = method === 'POST' ? carriedKeyId(carrier) : undefined
    await ensureKey(ctx, keys, id)
    const request = { ...carrier, method, route }
    const admitted = await admitOrReconsider(request, ctx, keys, id)
    return await ingest(ctx, admitted, eventBody(event))
  } catch (error) {
    return ingestRefusal(ctx, error, event.rawPath)
  }
}

/** A key that was rotated since it was read has another text: it works at once. */
async function admitOrReconsider(
  request: Parameters<typeof admitIngest>[1],
  ctx: Context,
  keys: KeyCache,
  id: string | undefined,
): Promise<ReturnType<typeof admitIngest>> {
  try {
    return admitIngest(ctx, request)
  } catch (error) {
    const doubtful = error instanceof FlatlineError && error.code === 'unauthorized'
    if (!doubtful || id === undefined || !(await keys.reconsider(id))) throw error
    return admitIngest(ctx, request)
  }
}

/** A heartbeat whose key cannot be looked up is refused for a fault of ours. */
async function ensureKey(ctx: Context, keys: KeyCache, id: string | undefined): Promise<void> {
  if (id === undefined) return
  try {
    await keys.ensure(id)
  } catch (error) {
    ctx.listening = refuse(ctx.listening, 'store', ctx.clock.read().wallMs)
    throw error
  }
}

function noHeartbeat(): FlatlineError {
  return new FlatlineError('not_found', 'Only heartbeats are taken here.', {
    hint: 'Send them to /v1/heartbeat, or many at once to /v1/heartbeats.',
  })
}
