import { onTestFinished } from 'vitest'

/** Takes what must happen when that for which something was started is over. */
export type Ends = (end: () => Promise<void> | void) => void

/** The test that runs now. Tests that run side by side have to name theirs. */
export const atTestEnd: Ends = (end) => onTestFinished(end)
