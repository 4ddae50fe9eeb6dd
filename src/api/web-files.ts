import { SharedBytes } from './encoded-answer.ts'

export interface WebFile {
  readonly contentType: string
  readonly bytes: SharedBytes
  /** Text gets smaller; pictures are small already. */
  readonly compressible: boolean
}

/** The built dashboard by path: `/index.html`, `/assets/index-B2c9.js`. */
export type WebFiles = ReadonlyMap<string, WebFile>

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  ico: 'image/x-icon',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain; charset=utf-8',
  webmanifest: 'application/manifest+json',
  webp: 'image/webp',
  woff2: 'font/woff2',
}
const SMALL_ALREADY = new Set(['png', 'webp', 'woff2'])

/** Undefined for files of a kind that a page has no use for, such as source maps. */
export function webFile(path: string, content: Uint8Array, hash: string): WebFile | undefined {
  const ending = /\.(\w+)$/.exec(path)?.[1] ?? ''
  const contentType = Object.hasOwn(TYPES, ending) ? TYPES[ending] : undefined
  if (contentType === undefined) return undefined
  const bytes = new SharedBytes(content, hash)
  return { contentType, bytes, compressible: !SMALL_ALREADY.has(ending) }
}
