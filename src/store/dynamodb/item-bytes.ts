import type { AttributeValue } from '@aws-sdk/client-dynamodb'

/**
 * Size of an item of texts and numbers, by which DynamoDB reckons its units: names and texts in
 * UTF-8 bytes; a number about one byte for two significant digits, and one more.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function itemBytes(item: Readonly<Record<string, AttributeValue>>): number {
  let bytes = 0
  for (const [name, value] of Object.entries(item)) {
    bytes += Buffer.byteLength(name) + valueBytes(value)
  }
  return bytes
}

function valueBytes(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S)
  if (value.N !== undefined) return numberBytes(value.N)
  throw new TypeError('only texts and numbers are reckoned here')
}

/** Zeros at either end are not kept; a sign takes one byte more. */
function numberBytes(text: string): number {
  const number = Number(text)
  const digits = Math.abs(number).toExponential().split('e')[0]?.replace('.', '') ?? ''
  return Math.ceil(digits.length / 2) + 1 + (number < 0 ? 1 : 0)
}
