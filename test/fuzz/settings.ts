/**
 * How much is tried. FLATLINE_FUZZ_RUNS: runs of each generator, more for long ones.
 * FLATLINE_FUZZ_SEED: another choice of inputs. The same two make the same choice again.
 */
export const RUNS = wholeNumber('FLATLINE_FUZZ_RUNS', 30)
export const SEED = wholeNumber('FLATLINE_FUZZ_SEED', 1)

/** A bound, not an expectation: a run takes a fraction of it. */
export const LIMIT_MS = 120_000 + RUNS * 5_000

/** For fc.assert. Making a failure smaller ends in time to be reported. */
export const HOW = {
  numRuns: RUNS,
  seed: SEED,
  interruptAfterTimeLimit: LIMIT_MS / 2,
  markInterruptAsFailure: true,
}

function wholeNumber(name: string, otherwise: number): number {
  const text = process.env[name] ?? ''
  if (text === '') return otherwise
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new Error(`${name} must be a whole number, not "${text}".`)
}
