import type { Facts } from '../core/host.ts'
import { type Fault, pointerTo } from './ingest-fault.ts'
import { type Fields, isFields } from './ingest-json.ts'

export const LABELS_MAX = 16
export const INDICATORS_MAX = 16

const LABEL_NAME = /^[a-z][a-z0-9_]{0,31}$/
const INDICATOR_NAME = /^[A-Za-z][A-Za-z0-9_]{0,31}$/
const TEXT_MAX = 64
/** Control, format (bidi) and unassigned characters, lone surrogates, line and paragraph ends. */
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/u

/** Site and labels; null, and a site that is empty or blank, count as not said. */
export function readFacts(fields: Fields, faults: Fault[]): Facts {
  const site = readSite(fields.site, faults)
  const labels = readLabels(fields.labels, faults)
  return {
    ...(site === undefined ? {} : { site }),
    ...(labels === undefined ? {} : { labels }),
  }
}

/** Finite numbers by name, -0 as 0; a null was not measured and is left out. */
export function readIndicators(
  value: unknown,
  faults: Fault[],
): Record<string, number> | undefined {
  const members = membersOf('indicators', value, INDICATORS_MAX, faults)
  if (members === undefined) return undefined
  const indicators: Record<string, number> = {}
  for (const [name, measured] of members) {
    const valid = typeof measured === 'number' && Number.isFinite(measured)
    if (INDICATOR_NAME.test(name) && valid) indicators[name] = measured === 0 ? 0 : measured
    else faults.push(badIndicator(name))
  }
  return indicators
}

function readSite(value: unknown, faults: Fault[]): string | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'string') {
    const hint = 'Put it in double quotes: "site":"0412".'
    faults.push({ code: 'wrong_type', pointer: '/site', detail: 'site must be a text.', hint })
    return undefined
  }
  if (value.trim() === '') return undefined
  if (isPrintable(value)) return value
  const detail = 'site must have 1 to 64 printable characters.'
  faults.push({ code: 'invalid_label', pointer: '/site', detail })
  return undefined
}

function readLabels(value: unknown, faults: Fault[]): Record<string, string> | undefined {
  const members = membersOf('labels', value, LABELS_MAX, faults)
  if (members === undefined) return undefined
  const labels: Record<string, string> = {}
  for (const [name, text] of members) {
    if (LABEL_NAME.test(name) && typeof text === 'string' && isPrintable(text)) labels[name] = text
    else faults.push(badLabel(name))
  }
  return labels
}

function membersOf(
  name: string,
  value: unknown,
  membersMax: number,
  faults: Fault[],
): [string, unknown][] | undefined {
  if (value === undefined || value === null) return undefined
  if (!isFields(value)) {
    const detail = `${name} must be a JSON object.`
    faults.push({ code: 'wrong_type', pointer: `/${name}`, detail })
    return undefined
  }
  const members = Object.entries(value).filter(([, each]) => each !== null)
  if (members.length <= membersMax) return members
  const detail = `${name} has ${members.length} members; at most ${membersMax} are allowed.`
  faults.push({ code: 'too_many', pointer: `/${name}`, detail })
  return undefined
}

function isPrintable(text: string): boolean {
  return text.length > 0 && text.length <= TEXT_MAX && !UNPRINTABLE.test(text)
}

function badLabel(name: string): Fault {
  return {
    code: 'invalid_label',
    pointer: pointerTo('/labels', name),
    detail: 'A label is a name of a-z, 0-9 and _ with 1 to 64 printable characters as its value.',
    hint: 'Write "labels":{"region":"us-east"}: names begin with a letter, values are texts.',
  }
}

function badIndicator(name: string): Fault {
  return {
    code: 'invalid_indicator',
    pointer: pointerTo('/indicators', name),
    detail: 'An indicator is a name of letters, digits and _ with a finite number as its value.',
    hint: 'Write "indicators":{"cpuTempC":61.5}: numbers without quotes.',
  }
}
