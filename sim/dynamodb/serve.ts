import { answerQuery, answerScan } from './pages.ts'
import { answerBatchGet, answerGet } from './reads.ts'
import { Unmodelled } from './refusals.ts'
import type { Item } from './stored.ts'
import type { Table } from './table.ts'
import { answerDelete, answerPut, answerUpdate } from './writes.ts'

/** What a request meets when it arrives. */
export interface Desk {
  readonly table: Table
  /** Of the replica that was asked. */
  readonly region: string
  readonly now: number
  draw(): number
  /** How long the answer will be under way, and so the write. */
  readonly busyMs: number
  /** How likely a write fails that meets another region's write of the same item. */
  readonly conflictChance: number
  readonly pageBytesMax: number
  /** An item has taken the place of another, or of none. */
  changed(before: Item | undefined, after: Item | undefined): void
  /** How many keys of a BatchGetItem stay unprocessed. */
  unprocessed(keys: number): number
}

type Answer = (desk: Desk, input: never) => object

/** With the fields of its input that the store uses. */
const COMMANDS: Readonly<Record<string, { readonly fields: string; readonly answer: Answer }>> = {
  GetItem: { fields: 'TableName Key ConsistentRead', answer: answerGet },
  BatchGetItem: { fields: 'RequestItems', answer: answerBatchGet },
  PutItem: {
    fields:
      'TableName Item ConditionExpression ExpressionAttributeValues ' +
      'ReturnValuesOnConditionCheckFailure',
    answer: answerPut,
  },
  UpdateItem: {
    fields:
      'TableName Key UpdateExpression ConditionExpression ExpressionAttributeValues ' +
      'ReturnValues ReturnValuesOnConditionCheckFailure',
    answer: answerUpdate,
  },
  DeleteItem: {
    fields:
      'TableName Key ConditionExpression ExpressionAttributeValues ' +
      'ReturnValuesOnConditionCheckFailure',
    answer: answerDelete,
  },
  Query: {
    fields:
      'TableName IndexName ConsistentRead KeyConditionExpression ExpressionAttributeNames ' +
      'ExpressionAttributeValues ScanIndexForward Limit Select ExclusiveStartKey',
    answer: answerQuery,
  },
  Scan: {
    fields:
      'TableName Segment TotalSegments ConsistentRead FilterExpression ' +
      'ExpressionAttributeValues Limit ExclusiveStartKey',
    answer: answerScan,
  },
}
const FIELDS = new Map(
  Object.entries(COMMANDS).map(([name, { fields }]) => [name, new Set(fields.split(' '))]),
)

/** Answers at once, or throws what DynamoDB would throw. */
export function serve(command: string, input: object, desk: Desk): object {
  const known = COMMANDS[command]
  if (known === undefined) throw new Unmodelled(`the command ${command}`)
  for (const [field, value] of Object.entries(input)) {
    if (value === undefined || FIELDS.get(command)?.has(field) === true) continue
    throw new Unmodelled(`${field} of ${command}`)
  }
  return known.answer(desk, asInput(input))
}

/** The SDK checks it: a command is made from the input of its kind only. */
function asInput(input: object): never {
  return input as never
}

/** The values that the model knows for a field; absent is always known. */
export function assertKnown(field: string, value: string | undefined, known: string): void {
  if (value === undefined || value === known) return
  throw new Unmodelled(`${field} ${value}`)
}
