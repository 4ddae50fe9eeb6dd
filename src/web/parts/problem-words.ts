import { ContractError } from '../../contract/contract-error.ts'

export interface ProblemWords {
  readonly what: string
  readonly hint?: string
  /** For each field that was refused: its name and why. */
  readonly fields: Readonly<Record<string, string>>
}

/** An error in words for the person at the page. */
export function problemWords(error: unknown): ProblemWords {
  if (error instanceof ContractError) {
    const { detail, hint, errors = [] } = error.problem
    const fields = Object.fromEntries(errors.map((each) => [each.pointer, each.detail]))
    return { what: detail, fields, ...(hint === undefined ? {} : { hint }) }
  }
  const hint = 'The page goes on trying. Look at the network, and whether Flatline runs.'
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    return { what: 'Flatline did not answer in time.', hint, fields: {} }
  }
  return { what: 'Flatline cannot be reached.', hint, fields: {} }
}
