import type { Mutation } from '../bundle.js'
import type { RuleName } from '../checkers/rules.ts'
import type { Engine, Wishes } from '../scenario.ts'

export interface Mutant {
  readonly name: string
  /** The rules that are expected to notice. */
  readonly breaks: readonly RuleName[]
  readonly engine: Engine
  readonly wishes: Wishes
  readonly edits: readonly Mutation[]
  readonly seed: number | null
  /** What the simulation lacks to notice it; null: nothing. */
}

export declare const MUTANTS: readonly Mutant[]
/** Where seeds that catch a mutant are kept. */
export declare const SEEDS: URL
