import type { Records, Write } from './ports.ts'

const BATCH_WRITES = 500

/** Any number of independent writes, in batches; true per write that was applied. */
export async function writeAll(records: Records, writes: readonly Write[]): Promise<boolean[]> {
  const applied: boolean[] = []
  for (let start = 0; start < writes.length; start += BATCH_WRITES) {
    applied.push(...(await records.write(writes.slice(start, start + BATCH_WRITES))))
  }
  return applied
}
