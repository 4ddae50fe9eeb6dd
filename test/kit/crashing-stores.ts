import type { Pulses, Records } from '../../src/service/ports.ts'
import { memoryPulses } from '../../src/store/memory/pulses.ts'
import { memoryRecords } from '../../src/store/memory/records.ts'

export interface CrashingStores {
  readonly pulses: Pulses
  readonly records: Records
  /** From now on the nth call that changes something crashes before it does; null: none does. */
  crashAt(call: number | null): void
}

export class Crash extends Error {}

/** The memory stores, behind a wall that stops the work at a chosen step, as a crash would. */
export function crashingStores(): CrashingStores {
  const pulses = memoryPulses({ intervalMs: 300_000, timeoutMs: 600_000 })
  const records = memoryRecords()
  let left: number | null = null
  const step = <A extends readonly unknown[], R>(call: (...args: A) => Promise<R>) => {
    return async (...args: A): Promise<R> => {
      if (left !== null && --left <= 0) throw new Crash('crashed here')
      return call(...args)
    }
  }
  return {
    pulses: {
      ...pulses,
      configure: step(pulses.configure),
      remove: step(pulses.remove),
      settle: step(pulses.settle),
    },
    records: { ...records, write: step(records.write) },
    crashAt: (call) => {
      left = call
    },
  }
}

/**
 * Runs the work with a crash at its first step, then at its second, and so on, until it gets
 * through without one; `prepare` makes a fresh world each time. Returns how often it crashed.
 */
export async function crashAtEveryStep<W>(
  prepare: () => Promise<{ world: W; stores: CrashingStores }>,
  work: (world: W) => Promise<unknown>,
  verify: (world: W) => Promise<void>,
): Promise<number> {
  for (let call = 1; call < 200; call++) {
    const { world, stores } = await prepare()
    stores.crashAt(call)
    const crashed = await work(world).then(
      () => false,
      (error: unknown) => {
        if (error instanceof Crash) return true
        throw error
      },
    )
    stores.crashAt(null)
    if (crashed) await work(world).catch(onlyNotFound)
    await verify(world)
    if (!crashed) return call - 1
  }
  throw new Error('the work takes more steps than expected')
}

/** The last step may have been done before the crash. */
function onlyNotFound(error: unknown): void {
  if (!(error instanceof Error) || !error.message.startsWith('not_found')) throw error
}
