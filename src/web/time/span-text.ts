const UNITS = [
  { name: 'd', ms: 86_400_000 },
  { name: 'h', ms: 3_600_000 },
  { name: 'min', ms: 60_000 },
  { name: 's', ms: 1_000 },
] as const

/** "4 s", "12 min", "3 h 20 min", "5 d": at most two units, the second only beside h and d. */
export function spanText(spanMs: number): string {
  const whole = Math.max(0, spanMs)
  const index = UNITS.findIndex(({ ms }) => whole >= ms)
  const unit = UNITS[index]
  if (unit === undefined) return '0 s'
  const count = Math.floor(whole / unit.ms)
  const next = UNITS[index + 1]
  const rest = next === undefined ? 0 : Math.floor((whole - count * unit.ms) / next.ms)
  const detailed = rest > 0 && count < 10 && (unit.name === 'h' || unit.name === 'd')
  return detailed ? `${count} ${unit.name} ${rest} ${next?.name}` : `${count} ${unit.name}`
}
