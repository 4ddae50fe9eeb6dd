import type { HostId } from '../../core/ids.ts'
import type { Pulses, Recorded, Records } from '../../service/ports.ts'
import { hostOf, type OpenStore } from '../samples.suite.ts'

/**
 * A sweep of this store believes no mark that the records contradict. The suite settles marks of
 * hosts that have no record, so such hosts get one before each sweep: what the mark says.
 */
export function marksOnRecord({ pulses, records }: Pick<OpenStore, 'pulses' | 'records'>): Pulses {
  const marks = new Map<HostId, Recorded>()
  return {
    ...pulses,
    async settle(recorded) {
      for (const mark of recorded) marks.set(mark.hostId, mark)
      await pulses.settle(recorded)
    },
    async remove(hostId) {
      marks.delete(hostId)
      await pulses.remove(hostId)
    },
    async *unsettled(listeningSince, now, part) {
      const told = [...marks.values()]
      marks.clear()
      const ids = told.map(({ hostId }) => hostId)
      const known = await records.get('host', ids)
      for (const [index, mark] of told.entries()) await record(records, mark, known[index]?.version)
      yield* pulses.unsettled(listeningSince, now, part)
    },
  }
}

async function record(records: Records, mark: Recorded, version = 0): Promise<void> {
  const { hostId, registeredAt, state, site, facts } = mark
  if (version === 0 && state === 'up') return
  const value = hostOf(hostId, { registeredAt, state, site, facts })
  for (let ifVersion = version; ifVersion < mark.version; ifVersion++) {
    await records.write([{ kind: 'host', id: hostId, value, ifVersion }])
  }
}
