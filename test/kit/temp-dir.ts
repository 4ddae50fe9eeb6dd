import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { atTestEnd, type Ends } from './ends.ts'

/** A directory of its own, gone when the test is over. Call it before whatever uses it. */
export function tempDir(ends: Ends = atTestEnd): string {
  const path = mkdtempSync(join(tmpdir(), 'flatline-e2e-'))
  ends(() => rmSync(path, { recursive: true, force: true, maxRetries: 5 }))
  return path
}
