import { randomInt } from 'node:crypto'

const SEED_MAX = 2 ** 32

/** The one place that reads FLATLINE_CHAOS_SEED. Without it each run draws another. */
export function chaosSeed(): number {
  const given = process.env.FLATLINE_CHAOS_SEED
  if (given === undefined || given === '') return randomInt(SEED_MAX)
  const seed = Number(given)
  if (Number.isInteger(seed) && seed >= 0 && seed < SEED_MAX) return seed
  throw new Error(`FLATLINE_CHAOS_SEED must be a whole number from 0 to ${SEED_MAX - 1}`)
}
