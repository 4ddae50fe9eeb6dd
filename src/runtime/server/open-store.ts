import type { Log, Pulses, Records } from '../../service/ports.ts'
import { openEmbedded } from '../../store/embedded/open.ts'
import { OpenRefusal } from '../../store/embedded/refusal.ts'
import type { Config, DynamodbConfig } from '../config.ts'
import { EXIT, StartError } from '../start-error.ts'
import { clockFault } from './clock-fault.ts'
import { makeDataDir } from './make-data-dir.ts'
import { proveTables } from './prove-tables.ts'

/** What a server needs of the store that it runs on. */
export interface OpenStore {
  readonly pulses: Pulses
  readonly records: Records
  /** When a former process was last known to be alive; null on an empty store. */
  readonly lastMark: number | null
  /** Resolves when it is durable that this process was alive at `now`. */
  mark(now: number): Promise<void>
  /** Makes everything durable and lets go of the data directory. */
  close(): Promise<void>
  /** What the files of the store take of the disk; absent where it is none of ours. */
  bytes?(): Promise<number>
  /** Absent: this server has the store for itself. */
  readonly shared?: SharedStore
}

/** A store that other servers, and perhaps another region, work on at the same time. */
export interface SharedStore {
  readonly region: string
  readonly peer: string | null
  /** The pulses of this region alone. */
  readonly home: Pulses
  readonly sweepEveryMs: number
  /** Told whether the peer sweeps its own hosts. */
  readonly onPeer: (sweeping: boolean) => void
  /** How far our clock is ahead of the store's, in milliseconds; null if that is not known. */
  readonly clockOffsetMs: () => number | null
}

/** Throws a StartError. */
export async function openStore(config: Config, log: Log): Promise<OpenStore> {
  return config.dynamodb === null
    ? openEmbeddedStore(config, log)
    : openDynamodbStore(config, config.dynamodb, log)
}

/** Opens the store in the data directory, which is made if there is none. Throws a StartError. */
export async function openEmbeddedStore(config: Config, log: Log): Promise<OpenStore> {
  const { dataDir, intervalMs, graceMs } = config
  makeDataDir(dataDir)
  try {
    return await openEmbedded({
      dataDir,
      defaults: { intervalMs, timeoutMs: intervalMs + graceMs },
      onTrouble: (error) => log.error({ error }, 'the store is in trouble and tries again'),
    })
  } catch (error) {
    if (!(error instanceof OpenRefusal)) throw error
    throw new StartError(`${error.message} ${error.hint}`, EXIT.config, error)
  }
}

/** Several parts of a page that asks for counts may take what the latest sweep has left. */
const TALLY_AGE_SWEEPS = 4

async function openDynamodbStore(
  { intervalMs, graceMs }: Config,
  place: DynamodbConfig,
  log: Log,
): Promise<OpenStore> {
  const { region, endpoint, peer, sweepEveryMs, ...tables } = place
  const { openDynamodb } = await loadDynamodb()
  const at = endpoint === null ? {} : { endpoint }
  let peerSweeps = true
  const { home, clockOffsetMs, ...store } = openDynamodb({
    home: { region, ...at, pulsesTable: tables.pulsesTable },
    peer: peer === null ? null : { ...peer, ...at },
    records: { region, ...at, recordsTable: tables.recordsTable },
    defaults: { intervalMs, timeoutMs: intervalMs + graceMs },
    tallyMs: TALLY_AGE_SWEEPS * sweepEveryMs,
    peerIsSweeping: () => peerSweeps,
    log,
  })
  await prove({ home, records: store.records, clockOffsetMs }, place).catch(async (error) => {
    await store.close()
    throw error
  })
  const onPeer = (sweeping: boolean) => {
    peerSweeps = sweeping
  }
  const shared = { region, peer: peer?.region ?? null, home, sweepEveryMs, onPeer, clockOffsetMs }
  return { ...store, lastMark: null, mark: async () => undefined, shared }
}

async function prove(
  store: Pick<SharedStore, 'home' | 'clockOffsetMs'> & Pick<OpenStore, 'records'>,
  place: DynamodbConfig,
): Promise<void> {
  await proveTables(store, place)
  const wrong = clockFault(store.clockOffsetMs())
  if (wrong !== undefined) throw new StartError(wrong, EXIT.failed)
}

/** Its packages are optional: whoever uses the embedded store need not have them. */
async function loadDynamodb(): Promise<typeof import('../../store/dynamodb/open.ts')> {
  try {
    return await import('../../store/dynamodb/open.ts')
  } catch (cause) {
    const cure = 'run "npm install @aws-sdk/client-dynamodb".'
    throw new StartError(`FLATLINE_STORE=dynamodb needs the AWS SDK: ${cure}`, EXIT.config, cause)
  }
}
