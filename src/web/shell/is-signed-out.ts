import { ContractError } from '../../contract/contract-error.ts'

/** Does this refusal mean that nobody is signed in, or that the session is over? */
export function isSignedOut(error: unknown): boolean {
  return error instanceof ContractError && error.problem.status === 401
}
