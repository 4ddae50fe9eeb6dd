import type { TestContext } from 'vitest'
import { say } from './say.ts'

/** Leaves the test out on a machine that cannot run it, and says so; in CI that is a failure. */
export function leaveOut(context: TestContext, missing: string): never {
  if (process.env.CI) throw new Error(`CI must be able to run this test: ${missing}`)
  say(`Left out: "${context.task.name}", because ${missing}`)
  context.skip(missing)
}

/** Goes on without a part of the test, and says so; in CI that is a failure. */
export function doWithout(part: string, missing: string): void {
  if (process.env.CI) throw new Error(`CI must be able to run this part, ${part}: ${missing}`)
  say(`Left out: ${part}, because ${missing}`)
}
