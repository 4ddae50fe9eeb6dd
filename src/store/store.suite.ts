import { describe } from 'vitest'
import { describeHearing } from './hearing.suite.ts'
import { describeListing } from './listing.suite.ts'
import { describeRandomOperations } from './random.suite.ts'
import { describeRestart } from './restart.suite.ts'
import type { OpenStore } from './samples.suite.ts'
import { describeSweeping } from './sweeping.suite.ts'
import { describeWriting } from './writing.suite.ts'

/**
 * What every store promises, sentence by sentence of service/ports.ts. `open` gives a new, empty
 * store with the defaults of samples.suite.ts.
 */
export function describeStore(name: string, open: () => Promise<OpenStore>): void {
  describe(`${name} store`, () => {
    describeHearing(open)
    describeSweeping(open)
    describeWriting(open)
    describeListing(open)
    describeRandomOperations(open)
  })
}

/** For stores that outlive their process: what a restart, by close or by crash, must not lose. */
export function describeRestarts(name: string, open: () => Promise<Required<OpenStore>>): void {
  describe(`${name} store`, () => {
    describeRestart(open)
    describeRandomOperations(open)
  })
}
