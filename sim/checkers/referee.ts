import type { Kernel } from '../kernel/kernel.ts'
import type { Rule, RuleName, Violation, Wired, Written } from './rules.ts'

/** Tells all rules what happens, keeps the first violation, and ends the run with it. */
export class Referee {
  violation: Violation | null = null
  readonly #kernel: Kernel
  readonly #rules: Rule[] = []
  readonly #counts = new Map<string, number>()

  constructor(kernel: Kernel) {
    this.#kernel = kernel
  }

  /** True time in milliseconds since the start. */
  get now(): number {
    return this.#kernel.now
  }

  follow(...rules: readonly Rule[]): void {
    this.#rules.push(...rules)
  }

  /** A code of the program may catch what is thrown under it: so nothing is thrown here. */
  violate(rule: RuleName, says: string): void {
    if (this.violation !== null) return
    this.violation = { rule, says }
    this.#kernel.note(`VIOLATION ${rule}: ${says}`)
    this.#kernel.stop()
  }

  /** An interesting case occurred. */
  sometimes(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1)
  }

  counts(): ReadonlyMap<string, number> {
    return this.#counts
  }

  wrote(written: Written): void {
    for (const rule of this.#rules) rule.wrote?.(written)
  }

  wired(wired: Wired): void {
    for (const rule of this.#rules) rule.wired?.(wired)
  }
}
