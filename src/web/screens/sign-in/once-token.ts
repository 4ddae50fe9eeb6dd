/** The token of a one-time link, `/signin#once=…`; null if there is none. */
export function onceToken(hash: string): string | null {
  return new URLSearchParams(hash.replace(/^#/, '')).get('once')
}
