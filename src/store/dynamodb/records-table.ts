import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { CallRules } from './call.ts'

/** The table of all records, and how long to try. */
export interface RecordsTable {
  readonly client: DynamoDBClient
  readonly name: string
  /** Per request. */
  readonly rules: CallRules
}

/** Requests of one operation that are under way at the same time. */
export const WRITES_IN_FLIGHT = 64
export const READS_IN_FLIGHT = 32
