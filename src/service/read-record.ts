import { FlatlineError } from '../core/problem.ts'
import type { Context } from './context.ts'
import type { Versioned } from './ports.ts'
import type { RecordKind, RecordOf } from './record-kinds.ts'

/** Throws `not_found` if there is no such record. */
export async function readRecord<K extends RecordKind>(
  ctx: Context,
  kind: K,
  id: string,
): Promise<Versioned<RecordOf[K]>> {
  const [present] = await ctx.records.get(kind, [id])
  if (present === undefined) throw notFound(kind)
  return present
}

export function notFound(kind: RecordKind): FlatlineError {
  return new FlatlineError('not_found', `There is no ${kind} with this id.`, {
    hint: `List what there is to find the id of the ${kind}; ids are compared with their case.`,
  })
}
