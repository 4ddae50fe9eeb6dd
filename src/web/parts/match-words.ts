type Match = Readonly<Record<string, string | readonly string[]>>

/** Which hosts a subscription or a silence is about: "site=0412, role=till or kiosk". */
export function matchWords(match: Match): string {
  const parts = Object.entries(match).map(
    ([name, value]) => `${name}=${typeof value === 'string' ? value : value.join(' or ')}`,
  )
  return parts.length === 0 ? 'all hosts' : parts.join(', ')
}
