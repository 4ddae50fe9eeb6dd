import type { Timing } from '../../core/deadline.ts'
import type { HostId } from '../../core/ids.ts'
import type { Beat, Edge, Pulse, PulseChange, Pulses, Recorded } from '../../service/ports.ts'
import { type CountsDraft, noCounts, stateOf } from '../counts.ts'
import type { Defaults } from '../defaults.ts'
import { edgeOf } from '../edge.ts'
import { PlaceBook } from '../place-book.ts'
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
  const store = new MemoryPulses(defaults)
  return {
    beat: (beats) => store.beat(beats),
    read: (hostIds) => store.read(hostIds),
    unsettled: (listeningSince, now) => store.unsettled(listeningSince, now),
    settle: (recorded) => store.settle(recorded),
    configure: (hostId, change) => store.configure(hostId, change),
    clamp: (now) => store.clamp(now),
    remove: (hostId) => store.remove(hostId),
    tally: (listeningSince, now) => store.tally(listeningSince, now),
    late: (listeningSince, now, after, limit) => store.late(listeningSince, now, after, limit),
    survey: (listeningSince, now) => store.survey(listeningSince, now),
  }
}

function isOlder(mark: Recorded, than: Recorded | undefined): boolean {
  if (than === undefined) return false
  if (mark.registeredAt !== than.registeredAt) return mark.registeredAt < than.registeredAt
  return mark.version < than.version
}

class MemoryPulses implements Pulses {
  readonly #defaults: Defaults
  readonly #rows = new Map<HostId, Row>()
  readonly #places = new PlaceBook()

  constructor(defaults: Defaults) {
    this.#defaults = defaults
  }

  async beat(beats: readonly Beat[]): Promise<Edge[]> {
    return beats.map((beat) => this.#hear(beat))
  }

  async read(hostIds: readonly HostId[]): Promise<(Pulse | undefined)[]> {
    return hostIds.map((hostId) => {
      const row = this.#rows.get(hostId)
      return row === undefined ? undefined : this.#pulseOf(hostId, row)
    })
  }

  async *unsettled(listeningSince: number, now: number): AsyncGenerator<Pulse[]> {
    const found: Pulse[] = []
    for (const [hostId, row] of this.#rows) {
      const recorded = row.recorded?.state ?? 'unrecorded'
      if (isSettled(recorded, this.#timingOf(row), listeningSince, now)) continue
      found.push(this.#pulseOf(hostId, row))
    }
    for (let i = 0; i < found.length; i += BATCH_MAX) yield found.slice(i, i + BATCH_MAX)
  }

  async settle(recorded: readonly Recorded[]): Promise<void> {
    for (const mark of recorded) {
      const row = this.#rows.get(mark.hostId)
      if (row === undefined || isOlder(mark, row.recorded)) continue
      row.recorded = mark
    }
  }

  async configure(hostId: HostId, change: PulseChange): Promise<void> {
    const { timing, awayMs, unlessHeard } = change
    const row = this.#rows.get(hostId) ?? this.#openRow(hostId)
    if (unlessHeard && row.heardAt > 0) return
    if (timing !== undefined) row.timing = timing
    if (awayMs !== undefined) row.awayMs = awayMs
  }

  async clamp(now: number): Promise<void> {
    for (const row of this.#rows.values()) row.heardAt = Math.min(row.heardAt, now)
  }

  async remove(hostId: HostId): Promise<void> {
    this.#rows.delete(hostId)
  }

  async tally(listeningSince: number, now: number): ReturnType<Pulses['tally']> {
    const total = noCounts()
    const sites = new Map<string, CountsDraft>()
    for (const row of this.#rows.values()) {
      if (row.recorded === undefined) continue
      const state = stateOf(row.recorded.state, this.#timingOf(row), listeningSince, now)
      const site = row.recorded.site ?? ''
      const counts = sites.get(site) ?? noCounts()
      sites.set(site, counts)
      counts[state]++
      total[state]++
    }
    return { total, sites }
  }

  async late(listeningSince: number, now: number, after: string, limit: number): Promise<HostId[]> {
    const ids: HostId[] = []
    for (const [hostId, row] of this.#rows) {
      if (hostId <= after || row.recorded === undefined) continue
      const state = stateOf(row.recorded.state, this.#timingOf(row), listeningSince, now)
      if (state === 'late') ids.push(hostId)
    }
    return ids.sort().slice(0, limit)
  }

  async survey(listeningSince: number, now: number): ReturnType<Pulses['survey']> {
    const judged = [...this.#rows].flatMap(([hostId, row]) => {
      if (row.recorded === undefined) return []
      const state = stateOf(row.recorded.state, this.#timingOf(row), listeningSince, now)
      return [{ hostId, state, site: row.recorded.site ?? '' }]
    })
    return this.#places.survey(judged, 1_000)
  }

  #hear(beat: Beat): Edge {
    const known = this.#rows.get(beat.hostId)
    if (known === undefined && !beat.mayRegister) return 'refused'
    const row = known ?? this.#openRow(beat.hostId)
    const stale = beat.at < row.heardAt
    if (!stale) {
      row.heardAt = beat.at
      row.awayMs = beat.awayMs
      row.timing = beat.timing ?? row.timing
      row.indicators = beat.indicators ?? row.indicators
    }
    return edgeOf(row.recorded, beat, stale)
  }

  #openRow(hostId: HostId): Row {
    const row = { heardAt: 0, timing: null, awayMs: 0, indicators: null, recorded: undefined }
    this.#rows.set(hostId, row)
    return row
  }

  #timingOf({ heardAt, awayMs, timing }: Row): Timing {
    const { intervalMs, timeoutMs } = timing ?? this.#defaults
    return { heardAt, awayMs, intervalMs, timeoutMs }
  }

  #pulseOf(hostId: HostId, row: Row): Pulse {
    const recorded = row.recorded?.state ?? 'unrecorded'
    return { hostId, ...this.#timingOf(row), recorded, indicators: row.indicators }
  }
}
