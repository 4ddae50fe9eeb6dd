/** A path with those filters that are set, in a fixed order. */
export function queryPath(
  path: string,
  filters: Readonly<Record<string, string | number | null | undefined>>,
): string {
  const pairs = Object.entries(filters)
    .filter(([, value]) => value !== undefined && value !== null && value !== '')
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`)
    .sort()
  return pairs.length === 0 ? path : `${path}?${pairs.join('&')}`
}
