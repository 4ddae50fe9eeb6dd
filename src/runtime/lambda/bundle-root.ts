import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** `tools/bundle-lambda.js` puts the version beside each bundle, and the docs beside the API's. */
const ROOT = new URL('./', import.meta.url)

/** Null if the bundle has no documentation. */
export function bundledDocs(): string | null {
  const docs = new URL('docs', ROOT)
  return existsSync(docs) ? fileURLToPath(docs) : null
}

export function bundledVersion(): string {
  try {
    return readFileSync(new URL('VERSION', ROOT), 'utf8').trim()
  } catch {
    return 'unknown'
  }
}
