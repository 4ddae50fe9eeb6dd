export function median(values) {
  return quantile(values, 0.5)
}

/** `share` from 0 to 1; the nearest value that occurs. */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.round((sorted.length - 1) * share)] ?? Number.NaN
}

/** Three significant digits, and groups of three for large numbers. */
export function short(value) {
  if (!Number.isFinite(value)) return 'n/a'
  const rounded = value === 0 ? 0 : Number(value.toPrecision(3))
  return rounded.toLocaleString('en-US', { maximumFractionDigits: 6 })
}

export const ms = (value) => `${short(value)} ms`
export const seconds = (valueMs) => `${short(valueMs / 1_000)} s`
export const megabytes = (bytes) => `${short(bytes / 1_048_576)} MB`
export const kilobytes = (bytes) => `${short(bytes / 1_000)} KB`
export const percent = (share) => `${short(share * 100)} %`

/** "812 (790-840)": the median, and the least and the greatest. */
export function spread(values, format = short) {
  return `${format(median(values))} (${format(Math.min(...values))}-${format(Math.max(...values))})`
}
