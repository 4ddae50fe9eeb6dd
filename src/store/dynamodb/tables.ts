import {
  CreateTableCommand,
  type CreateTableCommandInput,
  type DynamoDBClient,
  ResourceInUseException,
} from '@aws-sdk/client-dynamodb'
import { FlatlineError } from '../../core/problem.ts'
import { call } from './call.ts'

const LIMIT_MS = 30_000

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
 * Asks for the tables that are named, and leaves those that exist as they are. New ones may take
 * some seconds to become active.
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
    if (name !== undefined) await createTable(client, tableRequest(name, table))
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

function keySchema(partitionKey: string, sortKey: string | undefined) {
  const partition = { AttributeName: partitionKey, KeyType: 'HASH' } as const
  if (sortKey === undefined) return [partition]
  return [partition, { AttributeName: sortKey, KeyType: 'RANGE' } as const]
}
