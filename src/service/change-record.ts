import { FlatlineError } from '../core/problem.ts'
import type { Context } from './context.ts'
import type { Versioned } from './ports.ts'
import { readRecord } from './read-record.ts'
import type { RecordKind, RecordOf } from './record-kinds.ts'
import { writeRecord } from './write-record.ts'

const ATTEMPTS_MAX = 5

/**
 * Reads a record, applies a change and writes it if nobody else wrote meanwhile; otherwise starts
 * over with what is there now. A change that returns the value it was given writes nothing.
 * `ifVersion`: the version the caller has seen, or null for whatever there is. Throws `not_found`,
 * `precondition_failed` (another version), `conflict` (others kept writing).
 */
export async function changeRecord<K extends RecordKind>(
  ctx: Context,
  kind: K,
  id: string,
  change: (value: RecordOf[K]) => RecordOf[K] | Promise<RecordOf[K]>,
  ifVersion: number | null = null,
): Promise<Versioned<RecordOf[K]>> {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const before = await readRecord(ctx, kind, id)
    if (ifVersion !== null && before.version !== ifVersion) throw changedSince(kind)
    const value = await change(before.value)
    if (value === before.value) return before
    const version = before.version + 1
    if (await writeRecord(ctx, kind, id, value, before.version)) return { value, version }
  }
  throw new FlatlineError('conflict', `The ${kind} is being changed by others at this moment.`, {
    hint: 'Read it again and repeat the request.',
    retryAfterSeconds: 1,
  })
}

function changedSince(kind: RecordKind): FlatlineError {
  return new FlatlineError('precondition_failed', `The ${kind} has changed since it was read.`, {
    hint: 'Read it again, look at what changed, and send the new ETag in If-Match.',
  })
}
