import { describe } from 'vitest'
import { marksOnRecord } from '../../src/store/dynamodb/marks-on-record.suite.ts'
import { regionalPulses } from '../../src/store/dynamodb/regions.ts'
import { describeHearing } from '../../src/store/hearing.suite.ts'
import { memoryRecords } from '../../src/store/memory/records.ts'
import { describeRandomOperations } from '../../src/store/random.suite.ts'
import { DEFAULTS, type OpenStore } from '../../src/store/samples.suite.ts'
import { describeSweeping } from '../../src/store/sweeping.suite.ts'
import { recordedHosts, regionPulses } from './region-pulses.ts'
import { memoryRows } from './region-rows.ts'

async function open(regions: 1 | 2): Promise<OpenStore> {
  const records = memoryRecords()
  const newRegion = () => regionPulses(memoryRows(), recordedHosts(records), DEFAULTS)
  const home = newRegion()
  const pulses =
    regions === 1 ? home : regionalPulses({ home, peer: newRegion(), defaults: DEFAULTS })
  return { records, pulses: marksOnRecord({ pulses, records }), close: async () => {} }
}

describe('pulses of a region on rows in memory', () => {
  describeHearing(() => open(1))
  describeSweeping(() => open(1))
  describeRandomOperations(() => open(1))
})

describe('pulses of two regions on rows in memory', () => {
  describeHearing(() => open(2))
  describeRandomOperations(() => open(2))
})
