import { ContractError } from '../../contract/contract-error.ts'

export interface FieldFaults<Name extends string> {
  readonly faults: Readonly<Partial<Record<Name, string>>>
  /** There is more than the fields can say. */
  readonly rest: boolean
}

/**
 * What the server refused, by the fields of a form: each names the JSON pointers, with those below
 * them, and the problem codes that are about it.
 */
export function fieldFaults<Name extends string>(
  error: unknown,
  fields: Readonly<Record<Name, readonly string[]>>,
): FieldFaults<Name> {
  const faults = new Map<string, string>()
  if (!(error instanceof ContractError))
    return { faults: byName(faults), rest: error !== undefined }
  const { code, detail, hint = '', errors = [] } = error.problem
  const known = Object.entries<readonly string[]>(fields)
  const whole = known.find(([, about]) => about.includes(code))
  if (whole !== undefined) faults.set(whole[0], `${detail.replace(/\.$/, '')}. ${hint}`.trim())
  let rest = whole === undefined && errors.length === 0
  for (const each of errors) {
    const at = known.find(([, about]) => about.some((pointer) => covers(pointer, each.pointer)))
    if (at === undefined) rest = true
    else if (!faults.has(at[0])) faults.set(at[0], each.detail)
  }
  return { faults: byName(faults), rest }
}

function covers(pointer: string, other: string): boolean {
  return other === pointer || other.startsWith(`${pointer}/`)
}

/** The names are those of the fields. */
function byName<Name extends string>(
  faults: ReadonlyMap<string, string>,
): Readonly<Partial<Record<Name, string>>> {
  return Object.fromEntries(faults) as Partial<Record<Name, string>>
}
