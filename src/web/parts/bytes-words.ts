const UNITS = ['bytes', 'KB', 'MB', 'GB', 'TB'] as const

/** "512 bytes", "82 KB", "1.4 GB": decimal units, as disks are sold, with two digits at least. */
export function bytesWords(bytes: number): string {
  let value = bytes
  let unit = 0
  while (unit < UNITS.length - 1 && Math.round(value) >= 1_000) {
    value /= 1_000
    unit++
  }
  const digits = unit > 0 && value < 9.95 ? 1 : 0
  return `${value.toFixed(digits)} ${UNITS[unit]}`
}
