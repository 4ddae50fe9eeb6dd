import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Dynalite } from '../../../test/kit/dynalite.ts'
import type { Records } from '../../service/ports.ts'
import { memoryRecords } from '../memory/records.ts'
import { DEFAULTS } from '../samples.suite.ts'
import { MACHINE_CLOCK } from './call-clock.ts'
import { openClient } from './client.ts'
import { dynamodbPulses, type PulsesOptions, type RegionPulses } from './pulses.ts'
import type { PulsesTable } from './pulses-table.ts'
import { createTables } from './tables.ts'
import type { RecordedHosts } from './verify-marks.ts'

type Plugin = (client: DynamoDBClient) => void

export interface SentRequest {
  readonly operation: string
  readonly table: string
  readonly input: Readonly<Record<string, unknown>>
}

/**
 * One region's pulses in a new table, with records in memory, and all requests it makes. What fails
 * is sent again at once.
 */
export interface Region {
  readonly pulses: RegionPulses
  readonly records: Records
  readonly table: PulsesTable
  readonly requests: SentRequest[]
  close(): void
}

export interface RegionOptions extends PulsesOptions {
  readonly records?: Records
  readonly limitMs?: number
  /** Another client of a table that exists. */
  readonly tableName?: string
  readonly plugins?: readonly Plugin[]
}

export async function openRegion(server: Dynalite, options: RegionOptions = {}): Promise<Region> {
  const { records = memoryRecords(), plugins = [], limitMs = 20_000 } = options
  const requests: SentRequest[] = []
  const client = openClient(server.place, [waitsLong, notesRequests(requests), ...plugins])
  const name = options.tableName ?? server.newName('pulses')
  if (options.tableName === undefined) await createTables(client, { pulses: name })
  requests.length = 0
  const rules = { limitMs, attemptMs: limitMs, clock: { ...MACHINE_CLOCK, random: () => 0 } }
  const table = { client, name, defaults: DEFAULTS, hearing: rules, working: rules }
  const pulses = dynamodbPulses(table, recordedHosts(records), { segments: 2, ...options })
  return { pulses, records, table, requests, close: () => client.destroy() }
}

/** What a sweep asks the records, of records of any store. */
export function recordedHosts(records: Records): RecordedHosts {
  return {
    get: (kind, ids) => records.get(kind, ids),
    async *hostIdsByState(state) {
      let cursor: string | null | undefined
      while (cursor !== null) {
        const after = cursor === undefined ? {} : { cursor }
        const page = await records.list('host', { where: { state }, limit: 1_000, ...after })
        yield page.items.map(({ value }) => value.hostId)
        cursor = page.next
      }
    },
  }
}

/** A plugin that writes down what is sent, each attempt once. */
export function notesRequests(requests: SentRequest[]): Plugin {
  return (client) =>
    client.middlewareStack.add(
      (next, context) => (args) => {
        const input: Record<string, unknown> = { ...args.input }
        const table = String(input.TableName ?? Object.keys(Object(input.RequestItems))[0])
        const operation = String(context.commandName).replace('Command', '')
        requests.push({ operation, table, input })
        return next(args)
      },
      { step: 'initialize' },
    )
}

/** A plugin for a server that shares its thread with the tests, on a machine that may be busy. */
export const waitsLong: Plugin = (client) => {
  const handler: object = client.config.requestHandler
  if (!('updateHttpClientConfig' in handler)) throw new Error('not the handler that was expected')
  const { updateHttpClientConfig: update } = handler
  if (typeof update === 'function') update.call(handler, 'requestTimeout', 60_000)
}
