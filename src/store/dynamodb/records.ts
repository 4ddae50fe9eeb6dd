import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { HostState } from '../../core/host.ts'
import type { Records } from '../../service/ports.ts'
import type { CallRules } from './call.ts'
import { readRecords } from './read-records.ts'
import { versionedItem } from './record-item.ts'
import type { RecordsTable } from './records-table.ts'

/** How long an index lags behind the table, as a rule. */
const LAG_MS = 1_000
const LIMIT_MS = 10_000

export interface DynamodbRecords extends Records {
  /** Ids of all hosts recorded in a state, in batches and no order; a moment late. */
  hostIdsByState(state: HostState): AsyncIterable<readonly string[]>
}

/** Records as items of one DynamoDB table, laid out as RECORDS_TABLE of tables.ts. */
export function dynamodbRecords(
  client: DynamoDBClient,
  name: string,
  rules: Partial<CallRules> = {},
): DynamodbRecords {
  const table: RecordsTable = { client, name, rules: { limitMs: LIMIT_MS, ...rules } }
  return {
    lagMs: LAG_MS,
    async get(kind, ids) {
      const found = await readRecords(table, kind, ids)
      return ids.map((id) => {
        const item = found.get(id)
        return item === undefined ? undefined : versionedItem<never>(item)
      })
    },
    // A heartbeat of a known host reads its key and nothing else: the rest is loaded when needed.
    async write(writes) {
      const { writeRecords } = await import('./write-records.ts')
      return writeRecords(table, writes)
    },
    async list(kind, query) {
      const { listRecords } = await import('./list-records.ts')
      return listRecords(table, kind, query)
    },
    async count(kind, where) {
      const { countRecords } = await import('./count-records.ts')
      return countRecords(table, kind, where)
    },
    async *hostIdsByState(state) {
      const { hostIdsByState } = await import('./host-ids.ts')
      yield* hostIdsByState(table, state)
    },
  }
}
