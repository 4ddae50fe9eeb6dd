import type { Timing } from '../../core/deadline.ts'
import type { HostId } from '../../core/ids.ts'
import type {
  Beat,
  Counts,
  Edge,
  Pulse,
  PulseChange,
  Pulses,
  Recorded,
} from '../../service/ports.ts'
import { type CountsDraft, noCounts, stateOf } from '../counts.ts'
import type { Defaults } from '../defaults.ts'
import { edgeOf } from '../edge.ts'
import { isSettled } from '../settled.ts'

interface Row {
  heardAt: number
  /** Null while it follows the default. */
  timing: Defaults | null
  awayMs: number
  indicators: Readonly<Record<string, number>> | null
  recorded: Recorded | undefined
}

const BATCH_MAX = 500

/** The reference store of pulses: forgets everything with the process. */
export function memoryPulses(defaults: Defaults): Pulses {
  const rows = new Map<HostId, Row>()

  const timingOf = (row: Row): Timing => ({
    heardAt: row.heardAt,
    awayMs: row.awayMs,
    intervalMs: (row.timing ?? defaults).intervalMs,
    timeoutMs: (row.timing ?? defaults).timeoutMs,
  })

  const pulseOf = (hostId: HostId, row: Row): Pulse => ({
    hostId,
    ...timingOf(row),
    recorded: row.recorded?.state ?? 'unrecorded',
    indicators: row.indicators,
  })

  const openRow = (hostId: HostId): Row => {
    const row = { heardAt: 0, timing: null, awayMs: 0, indicators: null, recorded: undefined }
    rows.set(hostId, row)
    return row
  }

  const hear = (beat: Beat): Edge => {
    const known = rows.get(beat.hostId)
    if (known === undefined && !beat.mayRegister) return 'refused'
    const row = known ?? openRow(beat.hostId)
    const stale = beat.at < row.heardAt
    if (!stale) {
      row.heardAt = beat.at
      row.awayMs = beat.awayMs
      row.timing = beat.timing ?? row.timing
      row.indicators = beat.indicators ?? row.indicators
    }
    return edgeOf(row.recorded, beat, stale)
  }

  return {
    async beat(beats) {
      return beats.map(hear)
    },
    async read(hostIds) {
      return hostIds.map((hostId) => {
        const row = rows.get(hostId)
        return row === undefined ? undefined : pulseOf(hostId, row)
      })
    },
    async *unsettled(listeningSince, now) {
      const found: Pulse[] = []
      for (const [hostId, row] of rows) {
        const recorded = row.recorded?.state ?? 'unrecorded'
        if (!isSettled(recorded, timingOf(row), listeningSince, now)) {
          found.push(pulseOf(hostId, row))
        }
      }
      for (let i = 0; i < found.length; i += BATCH_MAX) yield found.slice(i, i + BATCH_MAX)
    },
    async settle(recorded) {
      for (const mark of recorded) {
        const row = rows.get(mark.hostId)
        if (row === undefined || mark.version < (row.recorded?.version ?? 0)) continue
        row.recorded = mark
      }
    },
    async configure(hostId, change: PulseChange) {
      const row = rows.get(hostId) ?? openRow(hostId)
      if (change.timing !== undefined) row.timing = change.timing
      if (change.awayMs !== undefined) row.awayMs = change.awayMs
    },
    async clamp(now) {
      for (const row of rows.values()) row.heardAt = Math.min(row.heardAt, now)
    },
    async remove(hostId) {
      rows.delete(hostId)
    },
    async tally(listeningSince, now) {
      const total = noCounts()
      const sites = new Map<string, CountsDraft>()
      for (const row of rows.values()) {
        if (row.recorded === undefined) continue
        const state = stateOf(row.recorded.state, timingOf(row), listeningSince, now)
        const site = row.recorded.site ?? ''
        const counts = sites.get(site) ?? noCounts()
        sites.set(site, counts)
        counts[state]++
        total[state]++
      }
      return { total, sites: sites as Map<string, Counts> }
    },
    async late(listeningSince, now, after, limit) {
      const ids: HostId[] = []
      for (const [hostId, row] of rows) {
        if (hostId <= after || row.recorded === undefined) continue
        const state = stateOf(row.recorded.state, timingOf(row), listeningSince, now)
        if (state === 'late') ids.push(hostId)
      }
      return ids.sort().slice(0, limit)
    },
  }
}
