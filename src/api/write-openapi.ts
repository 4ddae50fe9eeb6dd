/** Writes docs/reference/openapi.json anew: `node dist/api/write-openapi.js`. */
import { readFileSync, writeFileSync } from 'node:fs'
import { openApiDocument } from './openapi.ts'
import { openApiText } from './openapi-text.ts'

const ROOT = new URL('../../', import.meta.url)
const manifest: unknown = JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8'))
const version =
  typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : 'unknown'
writeFileSync(new URL('docs/reference/openapi.json', ROOT), openApiText(openApiDocument(version)))
