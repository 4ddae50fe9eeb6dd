/** "45 s", "12 min", "3 h 5 min" */
export function inWords(durationMs: number): string {
  const seconds = Math.max(1, Math.round(durationMs / 1000))
  if (seconds < 120) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 120) return `${minutes} min`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** RFC 3339 in UTC with milliseconds; "never" for 0, which stands for "not yet heard". */
export function instant(at: number): string {
  const date = new Date(at)
  return at === 0 || Number.isNaN(date.getTime()) ? 'never' : date.toISOString()
}
