/** Others judge hosts by what we heard, and we by what they heard: all clocks must agree. */
export const OFFSET_MS_MAX = 3_000

/** A sentence for the operator if our clock is too far ahead of the store's, or behind it. */
export function clockFault(offsetMs: number | null): string | undefined {
  if (offsetMs === null || Math.abs(offsetMs) <= OFFSET_MS_MAX) return undefined
  const seconds = Math.round(Math.abs(offsetMs) / 1_000)
  const where = offsetMs > 0 ? 'ahead of' : 'behind'
  return `The clock of this machine is ${seconds} s ${where} that of DynamoDB: set it right (NTP).`
}
