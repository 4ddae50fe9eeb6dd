import type { Heartbeat } from '../service/record-heartbeats.ts'
import { readFacts, readIndicators } from './ingest-facts.ts'
import { type Fault, faultError } from './ingest-fault.ts'
import { readHostId } from './ingest-host-id.ts'
import type { Fields } from './ingest-json.ts'
import { readAwayMs, readTiming } from './ingest-timing.ts'

/** A heartbeat from its fields; unknown ones are ignored. Throws the first fault, listing all. */
export function readHeartbeat(fields: Fields): Heartbeat {
  const faults: Fault[] = []
  const hostId = readHostId(fields.hostId)
  if (typeof hostId !== 'string') faults.push(hostId)
  const timing = readTiming(fields, faults)
  const awayMs = readAwayMs(fields, faults)
  const facts = readFacts(fields, faults)
  const indicators = readIndicators(fields.indicators, faults)
  const error = faultError(faults)
  if (error !== undefined) throw error
  return {
    hostId: settled(hostId),
    awayMs,
    facts,
    ...(timing === undefined ? {} : { timing }),
    ...(indicators === undefined ? {} : { indicators }),
  }
}

/** Without faults there is an id. */
function settled(hostId: Heartbeat['hostId'] | Fault): Heartbeat['hostId'] {
  if (typeof hostId === 'string') return hostId
  throw new Error('a fault was lost')
}
