import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A directory of its own, gone when the test is over. Call it before whatever uses it. */
export function tempDir(): string {
  const path = mkdtempSync(join(tmpdir(), 'flatline-e2e-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true, maxRetries: 5 }))
  return path
}
