import type { Context } from './context.ts'
import type { Write } from './ports.ts'
import type { RecordKind, RecordOf } from './record-kinds.ts'

/** One conditional write on its own; `value` null removes. False if the condition did not hold. */
export async function writeRecord<K extends RecordKind>(
  ctx: Context,
  kind: K,
  id: string,
  value: RecordOf[K] | null,
  ifVersion: number,
): Promise<boolean> {
  const [applied] = await ctx.records.write([toWrite(kind, id, value, ifVersion)])
  return applied === true
}

/** Kind and value belong together, which the compiler cannot follow through a type parameter. */
export function toWrite<K extends RecordKind>(
  kind: K,
  id: string,
  value: RecordOf[K] | null,
  ifVersion: number,
): Write {
  return { kind, id, value, ifVersion } as Write
}
