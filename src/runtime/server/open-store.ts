import { mkdirSync } from 'node:fs'
import type { Pulses, Records } from '../../service/ports.ts'
import { openEmbedded } from '../../store/embedded/open.ts'
import { OpenRefusal } from '../../store/embedded/refusal.ts'
import type { Config } from '../config.ts'
import { EXIT, StartError } from '../start-error.ts'

/** What a server needs of the store that it runs on. */
export interface OpenStore {
  readonly pulses: Pulses
  readonly records: Records
  /** When a former process was last known to be alive; null on an empty store. */
  readonly lastMark: number | null
  /** Makes durable that this process is alive. Throws if the store cannot take it. */
  mark(now: number): void
  /** Makes everything durable and lets go of the data directory. */
  close(): Promise<void>
}

/** Opens the store in the data directory, which is made if there is none. Throws a StartError. */
export async function openEmbeddedStore(config: Config): Promise<OpenStore> {
  const { dataDir, intervalMs, graceMs } = config
  makeDataDir(dataDir)
  try {
    return await openEmbedded({
      dataDir,
      defaults: { intervalMs, timeoutMs: intervalMs + graceMs },
    })
  } catch (error) {
    if (!(error instanceof OpenRefusal)) throw error
    throw new StartError(`${error.message} ${error.hint}`, EXIT.config, error)
  }
}

/** Only the user that runs Flatline may look inside. */
function makeDataDir(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  } catch (cause) {
    const cure = 'name one that can be written with FLATLINE_DATA_DIR or --data-dir.'
    const sentence = `The data directory ${dataDir} cannot be made${reasonOf(cause)}: ${cure}`
    throw new StartError(sentence, EXIT.config, cause)
  }
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? ` (${cause.code})` : ''
}
