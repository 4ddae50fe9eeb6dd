import { setTimeout as delay } from 'node:timers/promises'
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  type DynamoDBClient,
  ResourceInUseException,
} from '@aws-sdk/client-dynamodb'
import { FlatlineError } from '../../core/problem.ts'
import { call } from './call.ts'

const LIMIT_MS = 30_000
const LOOK_MS = 20
const LOOKS_MAX = LIMIT_MS / LOOK_MS

/** A table as DynamoDB wants it, without its name. All attributes of keys are texts. */
export interface TableDefinition {
  readonly partitionKey: string
  readonly sortKey?: string
  readonly indexes: readonly IndexDefinition[]
  /** Attribute with the seconds since the epoch after which DynamoDB may delete an item. */
  readonly timeToLive?: string
}

/** A global secondary index that holds the keys only. */
export interface IndexDefinition {
  readonly name: string
  readonly partitionKey: string
  readonly sortKey: string
}

/** Pulses: `h` is the host id. One table per region, never replicated. */
export const PULSES_TABLE: TableDefinition = { partitionKey: 'h', indexes: [], timeToLive: 'x' }

/** Records: `p` is kind and shard, `i` the id; the indexes are the lists of record-lists.ts. */
export const RECORDS_TABLE: TableDefinition = {
  partitionKey: 'p',
  sortKey: 'i',
  indexes: [1, 2, 3, 4, 5].map((n) => ({
    name: `list${n}`,
    partitionKey: `p${n}`,
    sortKey: `s${n}`,
  })),
}

/** The request that makes a table, on demand. Time to live is switched on by another. */
export function tableRequest(name: string, table: TableDefinition): CreateTableCommandInput {
  const { partitionKey, sortKey, indexes } = table
  const keys = [{ partitionKey, sortKey }, ...indexes]
  const attributes = keys.flatMap((key) => [key.partitionKey, key.sortKey ?? []].flat())
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: attributes.map((AttributeName) => ({
      AttributeName,
      AttributeType: 'S',
    })),
    KeySchema: keySchema(partitionKey, sortKey),
    ...(indexes.length === 0
      ? {}
      : {
          GlobalSecondaryIndexes: indexes.map((index) => ({
            IndexName: index.name,
            KeySchema: keySchema(index.partitionKey, index.sortKey),
            Projection: { ProjectionType: 'KEYS_ONLY' },
          })),
        }),
  }
}

/**
 * Asks for the tables that are named, and leaves those that exist as they are. Resolves when they
 * are active: until then DynamoDB says that there is no such table.
 */
export async function createTables(
  client: DynamoDBClient,
  names: { readonly pulses?: string; readonly records?: string },
): Promise<void> {
  const wanted = [
    { name: names.pulses, table: PULSES_TABLE },
    { name: names.records, table: RECORDS_TABLE },
  ]
  for (const { name, table } of wanted) {
    if (name === undefined) continue
    await createTable(client, tableRequest(name, table))
    await untilActive(client, name)
  }
}

async function createTable(client: DynamoDBClient, request: CreateTableCommandInput) {
  try {
    await call(client, new CreateTableCommand(request), { limitMs: LIMIT_MS })
  } catch (error) {
    const { cause } = error instanceof FlatlineError ? error : { cause: error }
    if (!(cause instanceof ResourceInUseException)) throw error
  }
}

async function untilActive(client: DynamoDBClient, name: string): Promise<void> {
  for (let looks = 0; looks < LOOKS_MAX; looks++) {
    const asked = new DescribeTableCommand({ TableName: name })
    const answer = await call(client, asked, { limitMs: LIMIT_MS })
    const table = answer.kind === 'done' ? answer.output.Table : undefined
    const states = (table?.GlobalSecondaryIndexes ?? []).map(({ IndexStatus }) => IndexStatus)
    if ([table?.TableStatus, ...states].every((state) => state === 'ACTIVE')) return
    await delay(LOOK_MS)
  }
  throw new FlatlineError('store_unavailable', `The table ${name} does not become active.`)
}

function keySchema(partitionKey: string, sortKey: string | undefined) {
  const partition = { AttributeName: partitionKey, KeyType: 'HASH' } as const
  if (sortKey === undefined) return [partition]
  return [partition, { AttributeName: sortKey, KeyType: 'RANGE' } as const]
}
