import type { Log, Pulses, Records } from '../../service/ports.ts'
import { openEmbedded } from '../../store/embedded/open.ts'
import { OpenRefusal } from '../../store/embedded/refusal.ts'
import type { Config } from '../config.ts'
import { EXIT, StartError } from '../start-error.ts'
import { makeDataDir } from './make-data-dir.ts'

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
