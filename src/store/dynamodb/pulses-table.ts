import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Defaults } from '../defaults.ts'
import type { CallRules } from './call.ts'

/** The pulses table of one region, and how long to try. */
export interface PulsesTable {
  readonly client: DynamoDBClient
  readonly name: string
  readonly defaults: Defaults
  /** For a heartbeat, which somebody waits for. */
  readonly hearing: CallRules
  /** For everything else, per request. */
  readonly working: CallRules
}

/** Requests of one operation that are under way at the same time. */
export const IN_FLIGHT_MAX = 64
