import type { Pulses, Records } from '../../service/ports.ts'
import type { Defaults } from '../defaults.ts'
import { memoryPulses } from './pulses.ts'
import { memoryRecords } from './records.ts'

/** A whole store that forgets everything with the process. */
export function openMemory(defaults: Defaults): { pulses: Pulses; records: Records } {
  return { pulses: memoryPulses(defaults), records: memoryRecords() }
}
