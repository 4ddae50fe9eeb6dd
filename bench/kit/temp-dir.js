import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const made = new Set()
process.on('exit', () => {
  for (const path of made) rmSync(path, { recursive: true, force: true })
})

/** A new directory that goes when this process ends, or sooner with `removeDir`. */
export function tempDir() {
  const path = mkdtempSync(join(tmpdir(), 'flatline-bench-'))
  made.add(path)
  return path
}

export function removeDir(path) {
  rmSync(path, { recursive: true, force: true })
  made.delete(path)
}
