import type { Problem } from './problem.ts'

/** The server said no. `problem` holds code, detail and hint. */
export class ContractError extends Error {
  override readonly name = 'ContractError'
  readonly problem: Problem
  /** From Retry-After, if there was one. */
  readonly retryAfterSeconds: number | undefined

  constructor(problem: Problem, retryAfterSeconds?: number) {
    super(`${problem.code}: ${problem.detail}`)
    this.problem = problem
    this.retryAfterSeconds = retryAfterSeconds
  }
}
