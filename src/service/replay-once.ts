/**
 * Idempotency-Key: the same request with the same key is carried out once and answered alike.
 *
 * - A mark is written before the work begins; whoever comes meanwhile is told to wait.
 * - A mark without an answer after 60 s was left by a crash: the work is begun again.
 * - The answer is kept for 24 h; what may be seen only once is left out of it by the caller.
 * - Work that failed leaves nothing behind: repeating it is a new attempt.
 *
 * https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
 */
import type { KeyId } from '../core/ids.ts'
import { FlatlineError } from '../core/problem.ts'
import type { Context } from './context.ts'
import type { Versioned } from './ports.ts'
import type { Replay } from './record-kinds.ts'
import { writeRecord } from './write-record.ts'

export const REPLAY_MS = 24 * 3_600_000
export const IN_PROGRESS_MS = 60_000
const ATTEMPTS_MAX = 5
const IDEMPOTENCY_KEY = /^[\x20-\x7e]{1,255}$/

export type ReplayAnswer = NonNullable<Replay['answer']>

export interface ReplayInput {
  readonly keyId: KeyId
  /** 1-255 printable ASCII characters; belongs to the API key. */
  readonly idempotencyKey: string
  /** Digest of method, path and body. */
  readonly requestHash: string
}

export interface Answered {
  readonly answer: ReplayAnswer
  /** What is kept: the answer without secrets. */
  readonly stored: ReplayAnswer
}

/** Throws `invalid_field`, `idempotency_mismatch`, `idempotency_in_progress`; what `run` throws. */
export async function replayOnce(
  ctx: Context,
  input: ReplayInput,
  run: () => Promise<Answered>,
): Promise<ReplayAnswer & { replayed: boolean }> {
  if (!IDEMPOTENCY_KEY.test(input.idempotencyKey)) throw malformed()
  const id = ctx.entropy.sha256(`${input.keyId}\n${input.idempotencyKey}`)
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const [before] = await ctx.records.get('replay', [id])
    const answer = before === undefined ? null : answerOf(before.value, input, nowOf(ctx))
    if (answer !== null) return { ...answer, replayed: true }
    const version = before?.version ?? 0
    const { requestHash } = input
    const value: Replay = { id, requestHash, createdAt: nowOf(ctx), answer: null }
    if (!(await writeRecord(ctx, 'replay', id, value, version))) continue
    return { ...(await carryOut(ctx, { value, version: version + 1 }, run)), replayed: false }
  }
  throw inProgress()
}

/** Null if the work is to be done: the mark has expired, or was left by a crash. */
function answerOf(replay: Replay, input: ReplayInput, now: number): ReplayAnswer | null {
  if (now - replay.createdAt >= REPLAY_MS) return null
  if (replay.requestHash !== input.requestHash) throw mismatch()
  if (replay.answer !== null) return replay.answer
  if (Math.abs(now - replay.createdAt) < IN_PROGRESS_MS) throw inProgress()
  return null
}

async function carryOut(
  ctx: Context,
  mark: Versioned<Replay>,
  run: () => Promise<Answered>,
): Promise<ReplayAnswer> {
  const { answer, stored } = await run().catch(async (error: unknown) => {
    await keep(ctx, mark, null)
    throw error
  })
  await keep(ctx, mark, { ...mark.value, answer: stored })
  return answer
}

/** The work is done: that its answer could not be kept must not turn it into a failure. */
async function keep(ctx: Context, mark: Versioned<Replay>, value: Replay | null): Promise<void> {
  try {
    await writeRecord(ctx, 'replay', mark.value.id, value, mark.version)
  } catch (error) {
    ctx.log.warn({ error }, 'the answer to an Idempotency-Key could not be kept')
  }
}

function nowOf(ctx: Context): number {
  return ctx.clock.read().wallMs
}

function malformed(): FlatlineError {
  return new FlatlineError('invalid_field', 'The Idempotency-Key cannot be used.', {
    hint: 'Send 1 to 255 printable ASCII characters, such as a UUID.',
  })
}

function mismatch(): FlatlineError {
  return new FlatlineError('idempotency_mismatch', 'It was used for a different request before.', {
    hint: 'Draw a new Idempotency-Key for each new request; repeat only the very same request.',
  })
}

function inProgress(): FlatlineError {
  return new FlatlineError('idempotency_in_progress', 'The first request has no answer yet.', {
    hint: 'Repeat the same request in a few seconds.',
    retryAfterSeconds: 2,
  })
}
