import type { Entry } from '../core/mailbox.ts'
import type { Context } from './context.ts'
import type { Versioned, Write } from './ports.ts'
import { writeAll } from './write-all.ts'

/** Writes changed entries, each only if it still is as it was read; true per entry if it was. */
export async function rewriteEntries(
  ctx: Context,
  changed: readonly Entry[],
  asRead: readonly Versioned<Entry>[],
): Promise<boolean[]> {
  if (changed.length === 0) return []
  const versions = new Map(asRead.map(({ value, version }) => [value.id, version]))
  const writes = changed.map(
    (entry): Write => ({
      kind: 'entry',
      id: entry.id,
      value: entry,
      ifVersion: versions.get(entry.id) ?? 0,
    }),
  )
  return writeAll(ctx.records, writes)
}
