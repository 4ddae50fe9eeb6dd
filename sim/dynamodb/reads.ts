import type { BatchGetItemCommandInput, GetItemCommandInput } from '@aws-sdk/client-dynamodb'
import { keyOf } from './keys.ts'
import { Unmodelled, validationFailed } from './refusals.ts'
import { comparePlaces } from './rows.ts'
import type { Desk } from './serve.ts'
import type { Item } from './stored.ts'

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const KEYS_MAX = 100
const ANSWER_BYTES_MAX = 16 * 1024 * 1024

export function answerGet({ table }: Desk, { Key, ConsistentRead }: GetItemCommandInput): object {
  const key = keyOf(table.site.definition, Key, true)
  const found = table.see(table.cellOf(key), ConsistentRead === true)
  return found === undefined ? {} : { Item: { ...found.item } }
}

/** In no order that the caller could rely on; what exceeds an answer stays unprocessed. */
export function answerBatchGet(
  desk: Desk,
  { RequestItems = {} }: BatchGetItemCommandInput,
): object {
  const [[name, asked] = [], ...others] = Object.entries(RequestItems)
  if (name === undefined || asked === undefined || others.length > 0) {
    throw new Unmodelled('a BatchGetItem of any but one table')
  }
  const { Keys = [], ConsistentRead, ...rest } = asked
  if (Object.keys(rest).length > 0) throw new Unmodelled(`${Object.keys(rest)} of BatchGetItem`)
  const keys = Keys.map((key) => keyOf(desk.table.site.definition, key, true))
  assertKeys(keys.map(({ text }) => text))
  const left: Item[] = keys.splice(keys.length - desk.unprocessed(keys.length)).map(toItem)
  const found: Item[] = []
  let bytes = 0
  for (const key of keys.sort((a, b) => comparePlaces(a.place, b.place))) {
    const stored = desk.table.see(desk.table.cellOf(key), ConsistentRead === true)
    bytes += stored?.bytes ?? 0
    if (bytes > ANSWER_BYTES_MAX) left.push(toItem(key))
    else if (stored !== undefined) found.push({ ...stored.item })
  }
  const unprocessed = { [name]: { ...asked, Keys: left } }
  return { Responses: { [name]: found }, UnprocessedKeys: left.length === 0 ? {} : unprocessed }
}

function assertKeys(texts: readonly string[]): void {
  if (texts.length === 0) throw validationFailed('The list of keys must not be empty')
  if (texts.length > KEYS_MAX) {
    throw validationFailed('Too many items requested for the BatchGetItem call')
  }
  if (new Set(texts).size < texts.length) {
    throw validationFailed('Provided list of item keys contains duplicates')
  }
}

function toItem({ item }: { readonly item: Item }): Item {
  return item
}
