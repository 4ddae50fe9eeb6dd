/** What all processes of the model share, and how each of them reaches it: call by call. */

import { entryId } from '../../src/core/ids.ts'
import { FlatlineError } from '../../src/core/problem.ts'
import type { Records, Write } from '../../src/service/ports.ts'
import type { RecordKind } from '../../src/service/record-kinds.ts'
import type { RecordedHosts } from '../../src/store/dynamodb/verify-marks.ts'
import { memoryRecords } from '../../src/store/memory/records.ts'
import { recordedHosts } from '../world/region-pulses.ts'
import { type MemoryRows, memoryRows, type RegionRows } from '../world/region-rows.ts'
import type { Laws } from './laws.ts'
import type { Process } from './process.ts'
import type { Region } from './scenario.ts'
import { MAILBOX } from './start.ts'

export interface Stores {
  readonly records: Records
  readonly rows: Readonly<Record<Region, MemoryRows>>
}

export const newStores = (): Stores => ({
  records: memoryRecords(),
  rows: { east: memoryRows(), west: memoryRows() },
})

/** Nothing in any scenario changes them, so that reading them is no step. */
const CONSTANT: readonly RecordKind[] = ['subscription', 'listener']
const NEVER_USED = ['waiting', 'paused', 'retired']

export const lostAnswer = (): Error =>
  new FlatlineError('store_unavailable', 'The answer was lost.', { hint: 'Try again.' })

export function recordsFor(process: Process, { records }: Stores, laws: Laws): Records {
  return {
    ...records,
    get(kind, ids) {
      const act = () => records.get(kind, ids)
      return CONSTANT.includes(kind) ? act() : process.pass(`get ${kind} ${ids}`, act)
    },
    list(kind, query) {
      const act = () => records.list(kind, query)
      return CONSTANT.includes(kind) ? act() : process.pass(`list ${kind}`, act)
    },
    count: (kind, where) => process.pass(`count ${kind}`, () => records.count(kind, where)),
    write: (writes) =>
      process.pass(`write ${writes.map(describeWrite).join(', ')}`, () =>
        writeWatched(records, writes, process.region, laws),
      ),
  }
}

async function writeWatched(
  records: Records,
  writes: readonly Write[],
  by: Region,
  laws: Laws,
): Promise<boolean[]> {
  const ids = writes.flatMap(({ kind, id }) => (kind === 'host' ? [id] : []))
  const hosts = await records.get('host', ids)
  const before = new Map(hosts.map((host, index) => [ids[index], host?.value]))
  const applied = await records.write(writes)
  for (const [index, { kind, id, value }] of writes.entries()) {
    if (kind !== 'host' || value === null || applied[index] !== true) continue
    const pending = before.get(id)?.pendingEvents ?? []
    const entries = await records.get(
      'entry',
      pending.map((event) => entryId(MAILBOX.id, event.id)),
    )
    const placed = entries.flatMap((entry) => (entry === undefined ? [] : [entry.value.event.id]))
    laws.hostWritten(before.get(id), value, by, new Set(placed))
  }
  return applied
}

function describeWrite({ kind, id, value, ifVersion }: Write): string {
  const says =
    kind === 'host' && value !== null
      ? ` ${value.state} epoch ${value.epoch}, ${value.pendingEvents.length} pending,`
      : kind === 'incident' && value !== null
        ? ` ${value.state}`
        : ''
  return `${kind} ${id}${says} if version ${ifVersion}`
}

export function rowsFor(process: Process, { rows }: Stores, region: Region): RegionRows {
  const own = rows[region]
  const pass = <T>(what: string, act: () => Promise<T>) => process.pass(`${what} in ${region}`, act)
  return {
    beat: (beats) =>
      pass(`beat ${beats.map(({ hostId, at }) => `${hostId} of ${at}`)}`, async () => {
        const edges = await own.beat(beats)
        if (!edges.includes('refused')) process.arrivedAt = null
        return edges
      }),
    read: (ids) => pass(`read ${ids}`, () => own.read(ids)),
    scan: () => pass('scan', () => own.scan()),
    async settle(marks) {
      if (marks.length === 0) return
      const says = marks.map(({ hostId, state, version }) => `${hostId} ${state} ${version}`)
      await pass(`mark ${says}`, () => own.settle(marks))
    },
    configure: (id, change, onlyIfExists) =>
      pass(`configure ${id}`, () => own.configure(id, change, onlyIfExists)),
    clamp: (now) => pass('clamp', () => own.clamp(now)),
    remove: (id, heardAt) => pass(`remove ${id} of ${heardAt}`, () => own.remove(id, heardAt)),
  }
}

/** What the sweep of a region asks the records. */
export function hostsFor(records: Records): RecordedHosts {
  const { get, hostIdsByState } = recordedHosts(records)
  return {
    get,
    async *hostIdsByState(state) {
      if (!NEVER_USED.includes(state)) yield* hostIdsByState(state)
    },
  }
}
