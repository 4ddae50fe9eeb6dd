import { stat } from 'node:fs/promises'
import { join } from 'node:path'

const FILES = ['pulses.db', 'pulses.db-wal', 'records.db', 'records.db-wal']

/** What the databases and their logs take of the disk. One that is absent takes nothing. */
export async function storedBytes(dataDir: string): Promise<number> {
  const sizes = await Promise.all(FILES.map((name) => sizeOf(join(dataDir, name))))
  return sizes.reduce((sum, size) => sum + size, 0)
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size
  } catch (error) {
    if (isAbsence(error)) return 0
    throw error
  }
}

function isAbsence(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
