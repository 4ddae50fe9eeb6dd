const TRICKY = /\/\/|\\|\/\.{1,2}(?:\/|$)|%(?:2e|2f|5c|00)/i
const ABSOLUTE = /^https?:\/\/[^/?#]*/i

/**
 * The path of a request target exactly as it was sent, without its query. Undefined for targets
 * that something behind us might read as another path: `//`, `/../`, `%2e`, backslashes.
 */
export function rawPath(target: string): string | undefined {
  const local = target.startsWith('/') ? target : target.replace(ABSOLUTE, '')
  const end = local.indexOf('?')
  const path = end < 0 ? local : local.slice(0, end)
  return path.startsWith('/') && !TRICKY.test(path) ? path : undefined
}

/** What follows the `?`; empty if nothing does. */
export function rawQuery(target: string): string {
  const at = target.indexOf('?')
  return at < 0 ? '' : target.slice(at + 1)
}
