import { ContractError } from '../../contract/contract-error.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { Failure } from '../failure.ts'

const KEY_CODES = new Set(['unauthorized', 'insufficient_scope', 'ambiguous_key', 'key_in_query'])
const GATEWAY_STATUSES = new Set([502, 503, 504])

/** What a command ends with, whatever was thrown. Never a stack. */
export function toFailure(error: unknown): Failure {
  if (error instanceof Failure) return error
  if (error instanceof ContractError) return fromProblem(error)
  const message = error instanceof Error ? error.message : String(error)
  const hint = 'please report it, with the command that you ran'
  return new Failure(EXIT.failed, `Something is broken in this program: ${message}`, hint)
}

function fromProblem({ problem, retryAfterSeconds }: ContractError): Failure {
  const { title, detail, code, status, hint, errors = [] } = problem
  const fields = errors.map((fault) => `${fault.pointer || '/'}: ${fault.detail}`)
  const again = retryAfterSeconds === undefined ? [] : [`Try again in ${retryAfterSeconds} s.`]
  const message = [`${title} (${code})`, detail, ...fields, ...again].join('\n')
  return new Failure(exitCodeOf(code, status), message, hint)
}

function exitCodeOf(code: string, status: number): ExitCode {
  if (status === 401 || KEY_CODES.has(code)) return EXIT.keyRefused
  return GATEWAY_STATUSES.has(status) ? EXIT.unreachable : EXIT.failed
}
