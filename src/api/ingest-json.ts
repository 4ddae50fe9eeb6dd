import { FlatlineError } from '../core/problem.ts'
import { type Fault, faultError } from './ingest-fault.ts'

export type Fields = Readonly<Record<string, unknown>>

const FORM = /^\s*[A-Za-z][A-Za-z0-9_.-]*=/
const FORM_NUMBERS: ReadonlySet<string> = new Set(['intervalMs'])
const FORM_FIELDS: ReadonlySet<string> = new Set([
  'hostId',
  'intervalMs',
  'interval',
  'grace',
  'site',
])

/** Reads one heartbeat's fields from JSON, or from a form, by what the text looks like. */
export function readFields(text: string): Fields {
  const first = text.charCodeAt(0)
  if (first !== 0x7b && FORM.test(text)) return readForm(text)
  return asFields(readJson(text))
}

export function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new FlatlineError('malformed_json', 'The body is not valid JSON.', {
      hint: hintFor(text),
    })
  }
}

/** Throws `not_an_object` for anything but a JSON object. */
export function asFields(value: unknown): Fields {
  if (isFields(value)) return value
  throw new FlatlineError('not_an_object', 'A heartbeat is a JSON object.', {
    hint: 'Send {"hostId":"..."}; several heartbeats at once go to /v1/heartbeats.',
  })
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function readForm(text: string): Fields {
  const fields: Record<string, unknown> = {}
  const faults: Fault[] = []
  for (const [name, value] of new URLSearchParams(text.trim())) {
    if (!FORM_FIELDS.has(name)) continue
    if (Object.hasOwn(fields, name)) faults.push(givenTwice(name))
    if (value !== '' || name === 'hostId') fields[name] = formValue(name, value)
  }
  const error = faultError(faults)
  if (error !== undefined) throw error
  return fields
}

function formValue(name: string, value: string): string | number {
  return FORM_NUMBERS.has(name) && /^-?[0-9.]+$/.test(value) ? Number(value) : value
}

function givenTwice(name: string): Fault {
  return { code: 'invalid_field', pointer: `/${name}`, detail: `The form gives ${name} twice.` }
}

/** The usual ways in which a shell spoils JSON, each with its cure. */
function hintFor(text: string): string {
  if (/\}\s*&\s*\{/.test(text)) {
    return "curl joins two -d options with '&'. Send one object, or NDJSON to /v1/heartbeats."
  }
  if (/^\s*(?:'|\{\s*\\?"?'?[A-Za-z]+'?\s*:)/.test(text) || /^\s*\{\s*\\"/.test(text)) {
    return String.raw`Names and texts need double quotes. On Windows write -d "{\"hostId\":\"a\"}" \
in cmd, and use Invoke-RestMethod with ConvertTo-Json in PowerShell.`.replace('\\\n', '')
  }
  if (/\b(?:NaN|-?Infinity)\b/.test(text))
    return 'JSON has no NaN or Infinity: leave the field out.'
  if (/,\s*[}\]]/.test(text)) return 'Remove the comma before the closing bracket.'
  return `Send complete JSON such as {"hostId":"till-1"}; "jq ." shows where it breaks.`
}
