import { mkdirSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { EXIT, StartError } from '../start-error.ts'

/**
 * Makes the data directory, which only its owner may look into, and what is missing above it. Not
 * with `recursive`, which never returns where a file system refuses with ENOENT, such as /proc.
 */
export function makeDataDir(dataDir: string): void {
  try {
    makeStepwise(resolve(dataDir))
  } catch (cause) {
    const code = codeOf(cause)
    const cure = 'name one that can be written with FLATLINE_DATA_DIR or --data-dir.'
    const sentence = `The data directory ${dataDir} cannot be made (${code}): ${cure}`
    throw new StartError(sentence, EXIT.config, cause)
  }
}

function makeStepwise(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (cause) {
    const code = codeOf(cause)
    if (code === 'EEXIST') return
    const parent = dirname(path)
    if (code !== 'ENOENT' || parent === path) throw cause
    makeStepwise(parent)
    mkdirSync(path, { mode: 0o700 })
  }
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
}
