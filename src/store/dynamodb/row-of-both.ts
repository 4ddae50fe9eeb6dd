import type { PulseRow } from './pulse-row.ts'

/**
 * The later heartbeat counts, with what came with it; a heartbeat without timing keeps the one the
 * host had. The mark is that of our own row, which our own sweep has verified.
 */
export function rowOfBoth(here: PulseRow, there: PulseRow): PulseRow {
  const [later, earlier] = there.heardAt > here.heardAt ? [there, here] : [here, there]
  return { ...later, timing: later.timing ?? earlier.timing, recorded: here.recorded }
}
