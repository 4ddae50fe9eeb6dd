import type { TableDefinition } from '../../src/store/dynamodb/tables.ts'
import { validationFailed } from './refusals.ts'
import { type Place, placeAt } from './rows.ts'
import type { Item } from './stored.ts'

/** The names of the attributes by which rows of a table, or of an index, are found. */
export type KeySchema = Pick<TableDefinition, 'partitionKey' | 'sortKey'>

export interface Key {
  /** The same for equal keys only. */
  readonly text: string
  readonly place: Place
  readonly item: Item
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const PARTITION_BYTES_MAX = 2_048
const SORT_BYTES_MAX = 1_024

/** The key of an item, or of a request that has nothing else in it (`alone`). */
export function keyOf(schema: KeySchema, item: Item | undefined, alone: boolean): Key {
  const names = namesOf(schema)
  if (item === undefined || (alone && Object.keys(item).length !== names.length)) {
    throw validationFailed('The provided key element does not match the schema')
  }
  const [partition = '', sort = ''] = names.map((name) => keyText(schema, name, item))
  const own: Record<string, { S: string }> = { [schema.partitionKey]: { S: partition } }
  if (schema.sortKey !== undefined) own[schema.sortKey] = { S: sort }
  const text = `${partition.length}:${partition}${sort}`
  return { text, place: placeAt(partition, sort), item: own }
}

export function namesOf({ partitionKey, sortKey }: KeySchema): string[] {
  return sortKey === undefined ? [partitionKey] : [partitionKey, sortKey]
}

function keyText(schema: KeySchema, name: string, item: Item): string {
  const value = item[name]
  if (value?.S === undefined) {
    throw validationFailed('The provided key element does not match the schema')
  }
  assertKeyText(schema, name, value.S)
  return value.S
}

export function assertKeyText(schema: KeySchema, name: string, text: string): void {
  if (text === '') {
    const what = 'The AttributeValue for a key attribute cannot contain an empty string value.'
    throw validationFailed(`One or more parameter values are not valid. ${what} Key: ${name}`)
  }
  const isPartition = name === schema.partitionKey
  const limit = isPartition ? PARTITION_BYTES_MAX : SORT_BYTES_MAX
  if (Buffer.byteLength(text) > limit) {
    const what = isPartition ? 'Size of hashkey' : 'Aggregated size of all range keys'
    throw validationFailed(
      `One or more parameter values were invalid: ${what} has exceeded the size limit of ${limit}`,
    )
  }
}
