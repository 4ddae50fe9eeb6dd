import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { Unmodelled, validationFailed } from './refusals.ts'

export type Item = Readonly<Record<string, AttributeValue>>

/** An item as DynamoDB keeps it: nobody can change it from outside. */
export interface Stored {
  readonly item: Item
  readonly bytes: number
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const ITEM_BYTES_MAX = 400 * 1024

/** Throws a ValidationException if it is too large. */
export function toStored(item: Item): Stored {
  const kept: Record<string, AttributeValue> = {}
  let bytes = 0
  for (const [name, value] of Object.entries(item)) {
    const own = keptValue(name, value)
    kept[name] = own
    bytes += Buffer.byteLength(name) + valueBytes(own)
  }
  if (bytes > ITEM_BYTES_MAX) {
    throw validationFailed('Item size has exceeded the maximum allowed size')
  }
  return { item: Object.freeze(kept), bytes }
}

/** Values that the model has frozen before are its own. */
export function keptValue(name: string, value: AttributeValue | undefined): AttributeValue {
  if (value === undefined) throw new Unmodelled(`${name} is undefined`)
  if (Object.isFrozen(value)) return value
  const types = Object.keys(value)
  if (types.length !== 1) throw new Unmodelled(`${name} of the types ${types.join(' and ')}`)
  if (typeof value.S === 'string') return Object.freeze({ S: value.S })
  if (typeof value.N === 'string') return Object.freeze({ N: keptNumber(name, value.N) })
  throw new Unmodelled(`${name} of type ${types[0]}`)
}

/** Without zeros that say nothing, as DynamoDB gives it back. */
function keptNumber(name: string, text: string): string {
  if (/^(?:0|-?[1-9]\d{0,14})$/.test(text)) return text
  const digits = text.replace(/^-?[0.]*|\.|\.?0*$/g, '')
  const kept = String(Number(text))
  if (!/^-?\d+(?:\.\d+)?$/.test(text) || digits.length > 17 || kept.includes('e')) {
    throw new Unmodelled(`${name} with the number ${text}`)
  }
  return kept
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
function valueBytes({ S, N }: AttributeValue): number {
  if (S !== undefined) return Buffer.byteLength(S)
  const digits = (N ?? '').replace(/^-?[0.]*|\./g, '').replace(/0+$/, '').length
  return Math.ceil(digits / 2) + (N?.startsWith('-') === true ? 2 : 1)
}
