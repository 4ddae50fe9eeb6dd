import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Log, Pulses, Records } from '../../service/ports.ts'
import type { Defaults } from '../defaults.ts'
import { openClient, type Place, REQUEST_MS } from './client.ts'
import { openClockOffset } from './clock-offset.ts'
import { dynamodbPulses, type PulsesOptions } from './pulses.ts'
import type { PulsesTable } from './pulses-table.ts'
import { dynamodbRecords } from './records.ts'
import { regionalPulses } from './regions.ts'

export type PulsesPlace = Place & { readonly pulsesTable: string }

/** In milliseconds. */
export interface Limits {
  /** For one heartbeat, with all its attempts. Default 4,000. */
  readonly heartbeatMs: number
  /** For any other request, likewise. Default 10,000. */
  readonly requestMs: number
  /** For one attempt. Default 2,000. */
  readonly attemptMs?: number
  /** For a question to the other region, with two attempts. Default 2,000. */
  readonly peerMs?: number
}

export interface DynamodbOptions extends PulsesOptions {
  /** The region that this process hears for. */
  readonly home: PulsesPlace
  /** The other region; null if there is none. */
  readonly peer: PulsesPlace | null
  /** Where to reach the records: a replica in this region, if they are replicated. */
  readonly records: Place & { readonly recordsTable: string }
  readonly defaults: Defaults
  /** Whether the other region sweeps its own rows: only then may ours be dropped as stale. */
  readonly peerIsSweeping?: () => boolean
  /** Hears when the other region does not answer. */
  readonly log?: Log
  readonly limits?: Limits
  /** For tests: how long the other region has been left in peace. Default: of this process. */
  readonly monotonicMs?: () => number
  /** For tests: what every client is given. */
  readonly plugins?: readonly ((client: DynamoDBClient) => void)[]
}

export interface Dynamodb {
  /** As seen from the home region, with what the other one knows. */
  readonly pulses: Pulses
  readonly records: Records
  /** Of the home region alone. */
  readonly home: Pulses
  /** How far our clock is ahead of DynamoDB's, in milliseconds; null if that is not known. */
  clockOffsetMs(): number | null
  /** Closes the connections; what is under way fails. */
  close(): Promise<void>
}

const LIMITS: Limits = { heartbeatMs: 4_000, requestMs: 10_000 }
/** Nothing here waits longer for the other region. */
const PEER_MS = 2_000
/** Share of its time that one attempt may take. */
const PEER_ATTEMPT = 0.45

/** Asks nothing of the network; tables that do not exist show with the first request. */
export function openDynamodb(options: DynamodbOptions): Dynamodb {
  const { home, peer, records: place, defaults, log, plugins, limits = LIMITS } = options
  const { peerIsSweeping, monotonicMs } = options
  const clients: DynamoDBClient[] = []
  const clock = openClockOffset(() => Date.now())
  const open = (where: Place) => {
    const client = openClient(where, [clock.plugin, ...(plugins ?? [])])
    clients.push(client)
    return client
  }
  const pulsesTable = (where: PulsesPlace): Pick<PulsesTable, 'client' | 'name' | 'defaults'> => ({
    client: open(where),
    name: where.pulsesTable,
    defaults,
  })
  const { heartbeatMs, requestMs, attemptMs = REQUEST_MS, peerMs = PEER_MS } = limits
  const working = { limitMs: requestMs, attemptMs }
  const records = dynamodbRecords(open(place), place.recordsTable, working)
  const rules = { hearing: { limitMs: heartbeatMs, attemptMs }, working }
  const asking = { limitMs: peerMs, attemptMs: PEER_ATTEMPT * peerMs }
  const shared = { defaults, log, peerIsSweeping, monotonicMs, limitMs: peerMs }
  const here = dynamodbPulses({ ...pulsesTable(home), ...rules }, records, options)
  const there =
    peer === null
      ? null
      : dynamodbPulses({ ...pulsesTable(peer), hearing: asking, working: asking }, records, options)
  return {
    pulses: there === null ? here : regionalPulses({ ...shared, home: here, peer: there }),
    records,
    home: here,
    clockOffsetMs: () => clock.read(),
    async close() {
      for (const client of clients) client.destroy()
    },
  }
}
