import type { HostId } from '../../core/ids.ts'
import { FlatlineError } from '../../core/problem.ts'
import type { Pulses, Records } from '../../service/ports.ts'
import type { DynamodbConfig } from '../config.ts'
import { EXIT, StartError } from '../start-error.ts'
import { tableFault } from './table-fault.ts'

/** A table that does not exist shows at the start, not with the first heartbeat: a StartError. */
export async function proveTables(
  store: { readonly home: Pulses; readonly records: Records },
  { region, pulsesTable, recordsTable, endpoint }: DynamodbConfig,
): Promise<void> {
  const inRegion = `cannot be read in ${region}.`
  const readPulse = () => store.home.read([probeId()])
  await prove(`FLATLINE_PULSES_TABLE=${pulsesTable} ${inRegion}`, readPulse, endpoint)
  const readRecord = () => store.records.get('lease', [probeId()])
  await prove(`FLATLINE_RECORDS_TABLE=${recordsTable} ${inRegion}`, readRecord, endpoint)
}

async function prove(
  fault: string,
  read: () => Promise<unknown>,
  endpoint: string | null,
): Promise<void> {
  try {
    await read()
  } catch (error) {
    if (!(error instanceof FlatlineError)) throw error
    throw new StartError(`${fault} ${tableFault(error, endpoint)}`, EXIT.failed, error)
  }
}

/** Nothing has this id, and nothing need have it. */
function probeId(): HostId {
  return 'flatline.start' as HostId
}
