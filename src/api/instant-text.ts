/** Milliseconds since the Unix epoch as RFC 3339, UTC, with milliseconds. */
export function instantText(atMs: number): string {
  return new Date(atMs).toISOString()
}

export function instantTextOrNull(atMs: number | null): string | null {
  return atMs === null ? null : instantText(atMs)
}
