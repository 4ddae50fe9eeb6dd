import { FlatlineError, type ProblemCode } from '../core/problem.ts'

/** One thing that is wrong with a heartbeat. `pointer` is a JSON pointer (RFC 6901). */
export interface Fault {
  readonly code: ProblemCode
  readonly pointer: string
  readonly detail: string
  readonly hint?: string
}

/** The first fault names the problem; all of them are listed. */
export function faultError(faults: readonly Fault[]): FlatlineError | undefined {
  const first = faults[0]
  if (first === undefined) return undefined
  return new FlatlineError(first.code, first.detail, {
    errors: faults.map(({ pointer, detail }) => ({ pointer, detail })),
    ...(first.hint === undefined ? {} : { hint: first.hint }),
  })
}

/** Escapes a member's name for a JSON pointer; long or unprintable names are cut and masked. */
export function pointerTo(parent: string, name: string): string {
  const shown = name.slice(0, 64).replaceAll(/[^\x20-\x7e]/g, '?')
  return `${parent}/${shown.replaceAll('~', '~0').replaceAll('/', '~1')}`
}
