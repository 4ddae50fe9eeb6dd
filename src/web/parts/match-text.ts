type Match = Readonly<Record<string, string | readonly string[]>>

/** "site=0412, role=till|kiosk" as people type it. */
export function matchText(match: Match): string {
  return Object.entries(match)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : value.join('|')}`)
    .join(', ')
}

/** Undefined if a part has no `=`. What the names and values may be the server says. */
export function parseMatchText(text: string): Record<string, string | string[]> | undefined {
  const match: Record<string, string | string[]> = {}
  const parts = text.split(',').map((part) => part.trim())
  for (const part of parts.filter((each) => each !== '')) {
    const at = part.indexOf('=')
    if (at < 1) return undefined
    const values = part.slice(at + 1).split('|')
    match[part.slice(0, at).trim()] = values.length === 1 ? (values[0] ?? '') : values
  }
  return match
}
