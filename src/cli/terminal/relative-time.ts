const UNITS = [
  { name: 'd', ms: 86_400_000 },
  { name: 'h', ms: 3_600_000 },
  { name: 'min', ms: 60_000 },
  { name: 's', ms: 1_000 },
] as const

/** "3 min ago", "in 2 h", "now"; times are milliseconds since the Unix epoch. */
export function relativeTime(at: number, now: number): string {
  const distance = Math.abs(now - at)
  const unit = UNITS.find(({ ms }) => distance >= ms)
  if (unit === undefined) return 'now'
  const length = `${Math.floor(distance / unit.ms)} ${unit.name}`
  return at > now ? `in ${length}` : `${length} ago`
}
