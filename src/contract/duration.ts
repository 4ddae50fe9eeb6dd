const UNITS_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const
const SHAPE = /^(\d{1,12}(?:\.\d{1,3})?)(ms|s|m|h|d)$/

/**
 * Reads "250ms", "90s", "1.5m", "12h" or "1d" as whole milliseconds. Undefined for anything else,
 * and for what is longer than 2^53 - 1 ms; the caller sets closer bounds.
 */
export function parseDuration(text: string): number | undefined {
  const shape = SHAPE.exec(text.trim())
  const unit = shape?.[2]
  if (unit === undefined || !isUnit(unit)) return undefined
  const durationMs = Math.round(Number(shape?.[1]) * UNITS_MS[unit])
  return Number.isSafeInteger(durationMs) ? durationMs : undefined
}

/** The shortest text that `parseDuration` reads as the same: "90s", "5m", "1d". */
export function formatDuration(durationMs: number): string {
  const whole = Math.round(durationMs)
  if (whole === 0) return '0s'
  if (whole % UNITS_MS.d === 0) return `${whole / UNITS_MS.d}d`
  if (whole % UNITS_MS.h === 0) return `${whole / UNITS_MS.h}h`
  if (whole % UNITS_MS.m === 0) return `${whole / UNITS_MS.m}m`
  if (whole % UNITS_MS.s === 0) return `${whole / UNITS_MS.s}s`
  return `${whole}ms`
}

function isUnit(text: string): text is keyof typeof UNITS_MS {
  return Object.hasOwn(UNITS_MS, text)
}
