import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type WebFile, type WebFiles, webFile } from '../../api/web-files.ts'
import type { Log } from '../../service/ports.ts'

const FOLDERS = ['/', '/assets/'] as const
const NAME = /^[A-Za-z0-9_][\w.-]{0,99}$/
const FILES_MAX = 200
const BYTES_MAX = 16 * 1_048_576

/** Into memory, once. Null if there is no dashboard, or more than can be one. */
export function readWebFiles(dir: string, log: Log): WebFiles | null {
  const files = new Map<string, WebFile>()
  let bytes = 0
  for (const path of pathsIn(dir)) {
    bytes += statSync(join(dir, path)).size
    if (files.size === FILES_MAX || bytes > BYTES_MAX) {
      log.warn({ dir, FILES_MAX, BYTES_MAX }, 'the dashboard is too large and is not served')
      return null
    }
    const content = readFileSync(join(dir, path))
    const hash = createHash('sha256').update(content).digest('base64url').slice(0, 22)
    const file = webFile(path, content, hash)
    if (file !== undefined) files.set(path, file)
  }
  if (files.has('/index.html')) return files
  log.debug({ dir }, 'no dashboard was built')
  return null
}

/** Links and files with strange names are left out; nothing else is looked up later. */
function pathsIn(dir: string): string[] {
  return FOLDERS.flatMap((folder) => {
    const entries = entriesOf(join(dir, folder))
    return entries
      .filter((entry) => entry.isFile() && NAME.test(entry.name) && !entry.name.endsWith('.map'))
      .map(({ name }) => `${folder}${name}`)
  })
}

function entriesOf(dir: string) {
  try {
    return readdirSync(dir, { withFileTypes: true })
  } catch {
    return []
  }
}
