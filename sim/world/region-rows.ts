import type { HostId } from '../../src/core/ids.ts'
import type { Beat, Edge, PulseChange, Recorded } from '../../src/service/ports.ts'
import type { PulseRow } from '../../src/store/dynamodb/pulse-row.ts'
import { edgeOf } from '../../src/store/edge.ts'

/** The pulses of one region. Each call is one request: it happens as a whole, or not at all. */
export interface RegionRows {
  beat(beats: readonly Beat[]): Promise<Edge[]>
  /** In order. */
  read(hostIds: readonly HostId[]): Promise<(PulseRow | undefined)[]>
  scan(): Promise<PulseRow[]>
  settle(marks: readonly Recorded[]): Promise<void>
  /** False if a condition did not hold: no row where there had to be one, or one that was heard. */
  configure(hostId: HostId, change: PulseChange, onlyIfExists: boolean): Promise<boolean>
  clamp(now: number): Promise<void>
  /** `heardAt`: only if it was last heard just then; 0 for never. */
  remove(hostId: HostId, heardAt?: number): Promise<void>
}

export interface MemoryRows extends RegionRows {
  /** What is stored now; rows are never changed, but replaced. */
  readonly stored: Map<HostId, PulseRow>
}

/** The same conditions as in src/store/dynamodb/update-row.ts, on a map. */
export function memoryRows(): MemoryRows {
  const stored = new Map<HostId, PulseRow>()
  return {
    stored,
    beat: async (beats) => beats.map((beat) => hear(stored, beat)),
    read: async (hostIds) => hostIds.map((hostId) => stored.get(hostId)),
    scan: async () => [...stored.values()],
    async settle(marks) {
      for (const mark of marks) {
        const row = stored.get(mark.hostId)
        if (row === undefined || isOlder(mark, row.recorded)) continue
        stored.set(mark.hostId, { ...row, recorded: mark })
      }
    },
    configure: async (hostId, change, onlyIfExists) =>
      configure(stored, hostId, change, onlyIfExists),
    async clamp(now) {
      for (const row of stored.values()) {
        if (row.heardAt > now) stored.set(row.hostId, { ...row, heardAt: now })
      }
    },
    async remove(hostId, heardAt) {
      if (heardAt === undefined || stored.get(hostId)?.heardAt === heardAt) stored.delete(hostId)
    },
  }
}

function hear(stored: Map<HostId, PulseRow>, beat: Beat): Edge {
  const known = stored.get(beat.hostId)
  if (known === undefined && !beat.mayRegister) return 'refused'
  const row = known ?? newRow(beat.hostId)
  const stale = beat.at < row.heardAt
  if (!stale) {
    stored.set(beat.hostId, {
      ...row,
      heardAt: beat.at,
      awayMs: beat.awayMs,
      timing: beat.timing ?? row.timing,
      indicators: beat.indicators ?? row.indicators,
    })
  }
  return edgeOf(row.recorded, beat, stale)
}

function configure(
  stored: Map<HostId, PulseRow>,
  hostId: HostId,
  { timing, awayMs, unlessHeard }: PulseChange,
  onlyIfExists: boolean,
): boolean {
  const known = stored.get(hostId)
  if (known === undefined && onlyIfExists) return false
  const row = known ?? newRow(hostId)
  if (unlessHeard && row.heardAt > 0) return false
  stored.set(hostId, {
    ...row,
    timing: timing === undefined ? row.timing : timing,
    awayMs: awayMs ?? row.awayMs,
  })
  return true
}

function newRow(hostId: HostId): PulseRow {
  return { hostId, heardAt: 0, timing: null, awayMs: 0, indicators: null, recorded: undefined }
}

function isOlder(mark: Recorded, than: Recorded | undefined): boolean {
  if (than === undefined) return false
  if (mark.registeredAt !== than.registeredAt) return mark.registeredAt < than.registeredAt
  return mark.version < than.version
}
