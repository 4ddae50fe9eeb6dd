/**
 * The hot path, without a framework or a schema library. Its order of checks: route and method →
 * key → size and encoding → JSON → fields. `admitIngest` needs the head of a request only, so that
 * nobody without a key makes us read a body; `ingest` answers once the body is there.
 */
import type { Key } from '../core/key.ts'
import { FlatlineError } from '../core/problem.ts'
import type { Context } from '../service/context.ts'
import {
  type Heartbeat,
  type HeartbeatResult,
  recordHeartbeats,
} from '../service/record-heartbeats.ts'
import { authorize, type KeyCarrier } from './authorize.ts'
import type { Rejected } from './ingest-batch.ts'
import { readHeartbeat } from './ingest-fields.ts'
import { readFields } from './ingest-json.ts'
import { readText } from './ingest-text.ts'
import type { Answer } from './problem-answer.ts'

export type IngestRoute = 'one' | 'many'

export const HEARTBEAT_BYTES_MAX = 4_096
export const BATCH_BYTES_MAX = 1_048_576

const ROUTES: ReadonlyMap<string, IngestRoute> = new Map([
  ['/v1/heartbeat', 'one'],
  /** The original's spelling: its crontabs keep working. */
  ['/v1/hearbeat', 'one'],
  ['/v1/heartbeats', 'many'],
])

const JSON_HEADERS = { 'content-type': 'application/json', 'cache-control': 'no-store' }
export const RECORDED: Answer = { status: 200, headers: JSON_HEADERS, body: '{"message":"OK"}' }

export interface Admitted {
  readonly route: IngestRoute
  readonly key: Key
  readonly bytesMax: number
}

/** `path` without its query, exactly as it was sent. */
export function ingestRoute(path: string): IngestRoute | undefined {
  return ROUTES.get(path)
}

/** Judges a request by its head; throws a FlatlineError. */
export function admitIngest(
  ctx: Context,
  request: KeyCarrier & { readonly method: string; readonly route: IngestRoute },
): Admitted {
  if (request.method !== 'POST') {
    throw new FlatlineError('method_not_allowed', 'Heartbeats are sent with POST.', {
      hint: 'With curl, -d makes it a POST.',
    })
  }
  const { route } = request
  const key = authorize(ctx, request, 'beat', ctx.clock.read().wallMs)
  const bytesMax = route === 'one' ? HEARTBEAT_BYTES_MAX : BATCH_BYTES_MAX
  if (Number(request.header('content-length')[0] ?? 0) > bytesMax) throw tooLarge(bytesMax)
  refuseEncoding(request)
  return { route, key, bytesMax }
}

/** Answers once the heartbeats are durable; throws a FlatlineError. */
export async function ingest(ctx: Context, admitted: Admitted, body: Uint8Array): Promise<Answer> {
  if (body.length > admitted.bytesMax) throw tooLarge(admitted.bytesMax)
  const text = readText(body)
  return admitted.route === 'one'
    ? recordOne(ctx, admitted.key, readHeartbeat(readFields(text)))
    : recordMany(ctx, admitted.key, text)
}

export function tooLarge(bytesMax: number): FlatlineError {
  const detail = `The body may have ${bytesMax.toLocaleString('en-US')} bytes.`
  return new FlatlineError('body_too_large', detail, {
    hint: 'Send less per heartbeat, or fewer heartbeats per request.',
  })
}

async function recordOne(ctx: Context, key: Key, heartbeat: Heartbeat): Promise<Answer> {
  const [result] = await recordAll(ctx, key, [heartbeat])
  return answerOf(result)
}

/** The answer to one heartbeat. Throws a FlatlineError unless it is recorded. */
export function answerOf(result: HeartbeatResult | undefined): Answer {
  if (result === 'recorded') return RECORDED
  throw new FlatlineError(result ?? 'internal_error', refusal(result), { hint: cure(result) })
}

async function recordMany(ctx: Context, key: Key, text: string): Promise<Answer> {
  const { readBatch } = await import('./ingest-batch.ts')
  const { heartbeats, indexes, rejected } = readBatch(text)
  const results = heartbeats.length === 0 ? [] : await recordAll(ctx, key, heartbeats)
  const refused = results.flatMap((result, at): Rejected[] =>
    result === 'recorded'
      ? []
      : [{ index: indexes[at] ?? at, code: result, detail: refusal(result) }],
  )
  if (rejected.length > 0) count(ctx, 'invalid', rejected.length)
  const all = [...rejected, ...refused].sort((a, b) => a.index - b.index)
  const accepted = results.length - refused.length
  return {
    status: 200,
    headers: JSON_HEADERS,
    body: JSON.stringify({ accepted, rejected: all }),
  }
}

/** Records heartbeats, at most 1,000, and counts what became of them. Rejects as that does. */
export async function recordAll(
  ctx: Context,
  key: Key,
  heartbeats: readonly Heartbeat[],
): Promise<HeartbeatResult[]> {
  const startedMs = ctx.clock.read().monotonicMs
  try {
    const results = await recordHeartbeats(ctx, key, heartbeats)
    const tookMs = ctx.clock.read().monotonicMs - startedMs
    ctx.meter.observe('flatline_commit_seconds', tookMs / 1_000)
    countAll(ctx, results)
    return results
  } catch (error) {
    count(ctx, 'unavailable', heartbeats.length)
    throw error
  }
}

/** Mostly all of them are recorded. */
function countAll(ctx: Context, results: readonly HeartbeatResult[]): void {
  const others = results.filter((result) => result !== 'recorded')
  for (const result of others) count(ctx, result, 1)
  if (results.length > others.length) count(ctx, 'recorded', results.length - others.length)
}

function count(ctx: Context, result: HeartbeatResult | 'invalid' | 'unavailable', by: number) {
  ctx.meter.count('flatline_heartbeats_total', by, { result })
}

function refusal(result: HeartbeatResult | undefined): string {
  return result === 'host_quota'
    ? 'The key has reached its cap on hosts, and this host is new.'
    : 'The key may not speak for this host.'
}

function cure(result: HeartbeatResult | undefined): string {
  return result === 'host_quota'
    ? 'Delete hosts that are gone, or make a key with a higher cap (hostsMax).'
    : 'Use the key whose host pattern fits this hostId.'
}

function refuseEncoding(request: KeyCarrier): void {
  const encoding = request.header('content-encoding').join(',').trim().toLowerCase()
  if (encoding !== '' && encoding !== 'identity') {
    throw new FlatlineError('unsupported_encoding', 'Compressed bodies are never unpacked.', {
      hint: 'Leave out Content-Encoding and send the body as it is.',
    })
  }
  const mediaType = request.header('content-type')[0] ?? ''
  if (/^\s*multipart\//i.test(mediaType)) {
    throw new FlatlineError('unsupported_media_type', 'A heartbeat is not a multipart form.', {
      hint: 'With curl use -d instead of -F.',
    })
  }
}
