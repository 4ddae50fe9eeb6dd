import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The same from src and from dist: both lie three folders below the package. */
const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

export function packageVersion(): string {
  const content: unknown = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  return typeof content === 'object' && content !== null && 'version' in content
    ? String(content.version)
    : 'unknown'
}

/** Null if the package was installed without its documentation. */
export function docsDir(): string | null {
  const path = join(ROOT, 'docs')
  return existsSync(path) ? path : null
}

/** Where the build puts the dashboard. */
export const WEB_DIR = join(ROOT, 'dist', 'web')
