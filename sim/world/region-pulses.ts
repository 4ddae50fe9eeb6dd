/**
 * The pulses of one region on rows in memory, as src/store/dynamodb/pulses.ts has them on a table:
 * `regionalPulses` joins two of these. Any number may work on the same rows. A sweep believes no
 * mark that the records contradict (the rules of src/store/dynamodb/verify-marks.ts); without
 * `hosts` to ask it believes all marks, as the stores of one process do.
 */
import type { HostState } from '../../src/core/host.ts'
import type { HostId } from '../../src/core/ids.ts'
import type { Pulse, Pulses, Records } from '../../src/service/ports.ts'
import { type CountsDraft, noCounts, stateOf } from '../../src/store/counts.ts'
import type { Defaults } from '../../src/store/defaults.ts'
import { type PulseRow, pulseOf } from '../../src/store/dynamodb/pulse-row.ts'
import type { RegionPulses } from '../../src/store/dynamodb/pulses.ts'
import { gatherRows, openSurveyor } from '../../src/store/dynamodb/survey-rows.ts'
import type { RecordedHosts } from '../../src/store/dynamodb/verify-marks.ts'
import { isSettled } from '../../src/store/settled.ts'
import type { RegionRows } from './region-rows.ts'

const BATCH_MAX = 500
const NONE: ReadonlyMap<HostId, PulseRow> = new Map()
const NOT_UP = ['waiting', 'missing', 'paused', 'retired'] as const

export function regionPulses(
  rows: RegionRows,
  hosts: RecordedHosts | null,
  defaults: Defaults,
): RegionPulses {
  const surveyor = openSurveyor(defaults)
  const pulses: RegionPulses = {
    beat: (beats) => rows.beat(beats),
    rows: (hostIds) => rows.read(hostIds),
    async read(hostIds) {
      return (await rows.read(hostIds)).map((row) => row && pulseOf(row, defaults))
    },
    async *unsettled(listeningSince, now) {
      const found: Pulse[] = []
      const notUp = hosts === null ? null : await readNotUp(hosts)
      const seen = await rows.scan()
      const verified = await verifyMarks(rows, hosts, notUp, seen)
      for (const row of seen) {
        const pulse = pulseOf(verified.get(row.hostId) ?? row, defaults)
        if (!isSettled(pulse.recorded, pulse, listeningSince, now)) found.push(pulse)
      }
      for (let i = 0; i < found.length; i += BATCH_MAX) yield found.slice(i, i + BATCH_MAX)
    },
    settle: (recorded) => rows.settle(recorded),
    async configure(hostId, change) {
      await rows.configure(hostId, change, false)
    },
    reconfigure: (hostId, change) => rows.configure(hostId, change, true),
    clamp: (now) => rows.clamp(now),
    remove: (hostId) => rows.remove(hostId),
    dropStale: (hostId, heardAt) => rows.remove(hostId, heardAt),
    async tally(listeningSince, now) {
      return tallyRows(await rows.scan(), defaults, { listeningSince, now })
    },
    async late(listeningSince, now, after, limit) {
      const ids = (await rows.scan())
        .filter((row) => judge(row, defaults, { listeningSince, now }) === 'late')
        .map(({ hostId }) => hostId)
      return ids
        .filter((id) => id > after)
        .sort()
        .slice(0, limit)
    },
    async *allRows() {
      yield await rows.scan()
    },
    async survey(listeningSince, now) {
      return surveyor.survey(await gatherRows(pulses.allRows()), { listeningSince, now })
    },
  }
  return pulses
}

/** What a sweep asks the records, of records of any store. */
export function recordedHosts(records: Pick<Records, 'get' | 'list'>): RecordedHosts {
  return {
    get: (kind, ids) => records.get(kind, ids),
    async *hostIdsByState(state) {
      let cursor: string | null | undefined
      while (cursor !== null) {
        const after = cursor === undefined ? {} : { cursor }
        const page = await records.list('host', { where: { state }, limit: 1_000, ...after })
        yield page.items.map(({ value }) => value.hostId)
        cursor = page.next
      }
    },
  }
}

async function readNotUp(hosts: RecordedHosts): Promise<ReadonlyMap<string, HostState>> {
  const states = new Map<string, HostState>()
  const readAll = async (state: HostState) => {
    for await (const ids of hosts.hostIdsByState(state)) for (const id of ids) states.set(id, state)
  }
  await Promise.all(NOT_UP.map(readAll))
  return states
}

/** Returns the rows whose marks were doubtful, with the marks that they should have. */
async function verifyMarks(
  rows: RegionRows,
  hosts: RecordedHosts | null,
  notUp: ReadonlyMap<string, HostState> | null,
  seen: readonly PulseRow[],
): Promise<ReadonlyMap<HostId, PulseRow>> {
  if (hosts === null || notUp === null) return NONE
  const isExpected = ({ hostId, recorded }: PulseRow) =>
    recorded !== undefined && recorded.state === (notUp.get(hostId) ?? 'up')
  const doubtful = seen.filter((row) => !isExpected(row))
  if (doubtful.length === 0) return NONE
  const records = await hosts.get(
    'host',
    doubtful.map(({ hostId }) => hostId),
  )
  const verified = new Map(
    doubtful.map((row, index): [HostId, PulseRow] => {
      const record = records[index]
      if (record === undefined) return [row.hostId, { ...row, recorded: undefined }]
      const { hostId, registeredAt, state, site, facts } = record.value
      const recorded = { hostId, registeredAt, state, site, facts, version: record.version }
      return [hostId, { ...row, recorded }]
    }),
  )
  const corrected = doubtful.flatMap(({ hostId, recorded: before }) => {
    const after = verified.get(hostId)?.recorded
    return after === undefined || after.state === before?.state ? [] : [after]
  })
  if (corrected.length > 0) await rows.settle(corrected)
  return verified
}

interface Judging {
  readonly listeningSince: number
  readonly now: number
}

function judge(row: PulseRow, defaults: Defaults, { listeningSince, now }: Judging) {
  if (row.recorded === undefined) return undefined
  return stateOf(row.recorded.state, pulseOf(row, defaults), listeningSince, now)
}

function tallyRows(
  rows: readonly PulseRow[],
  defaults: Defaults,
  judging: Judging,
): Awaited<ReturnType<Pulses['tally']>> {
  const total = noCounts()
  const sites = new Map<string, CountsDraft>()
  for (const row of rows) {
    const state = judge(row, defaults, judging)
    if (state === undefined) continue
    const site = row.recorded?.site ?? ''
    let counts = sites.get(site)
    if (counts === undefined) {
      counts = noCounts()
      sites.set(site, counts)
    }
    counts[state]++
    total[state]++
  }
  return { total, sites }
}
