import type { Timing } from '../../core/deadline.ts'
import type { HostState } from '../../core/host.ts'
import type { HostId } from '../../core/ids.ts'
import type { Pulse, Recorded } from '../../service/ports.ts'
import type { Defaults } from '../defaults.ts'
import { SiteNames } from './site-names.ts'
import { SlotIndex } from './slot-index.ts'

export type Indicators = Readonly<Record<string, number>>

/** Slots are read and stored in pages of this many. */
export const PAGE_SLOTS = 2_048

/** A row's state is the place of its name in this list. */
export const STATES = ['unrecorded', 'waiting', 'up', 'missing', 'paused', 'retired'] as const
export const UNRECORDED = 0
export const WAITING = 1
export const UP = 2
export const MISSING = 3
const CODES: Readonly<Record<HostState, number>> = {
  waiting: WAITING,
  up: UP,
  missing: MISSING,
  paused: 4,
  retired: 5,
}

type Column = Float64Array | Uint32Array | Uint8Array | Int32Array

/**
 * All pulses as columns of numbers, one slot per host: about 48 bytes, and the host's name.
 * A timeout of 0 means: follows the default.
 */
export class Slots {
  readonly defaults: Defaults
  /** Slots in use, and free ones among them. */
  size = 0
  readonly free: number[] = []
  /** Changes whenever a host got a slot on record, lost it, or its site: see service/survey.ts. */
  edition = 0
  readonly index = new SlotIndex()
  readonly ids: (HostId | undefined)[] = []
  heardAt = new Float64Array(PAGE_SLOTS)
  intervalMs = new Uint32Array(PAGE_SLOTS)
  timeoutMs = new Uint32Array(PAGE_SLOTS)
  readonly awayMs = new Map<number, number>()
  readonly indicators = new Map<number, Indicators>()

  state = new Uint8Array(PAGE_SLOTS)
  facts = new Uint32Array(PAGE_SLOTS)
  version = new Uint32Array(PAGE_SLOTS)
  registeredAt = new Float64Array(PAGE_SLOTS)
  site = new Uint32Array(PAGE_SLOTS)
  readonly siteNames = new SiteNames()

  /** When the sweep must look at a slot, see due.ts. */
  due = new Int32Array(PAGE_SLOTS)

  constructor(defaults: Defaults) {
    this.defaults = defaults
  }

  get hosts(): number {
    return this.size - this.free.length
  }

  /** Makes room for slots up to and including `slot`. */
  reserve(slot: number): void {
    if (slot < this.size) return
    this.size = slot + 1
    while (this.ids.length < this.size) this.ids.push(undefined)
    if (this.size <= this.heardAt.length) return
    const pages = Math.ceil((this.size * 1.25) / PAGE_SLOTS)
    const length = pages * PAGE_SLOTS
    this.heardAt = grown(this.heardAt, new Float64Array(length))
    this.intervalMs = grown(this.intervalMs, new Uint32Array(length))
    this.timeoutMs = grown(this.timeoutMs, new Uint32Array(length))
    this.state = grown(this.state, new Uint8Array(length))
    this.facts = grown(this.facts, new Uint32Array(length))
    this.version = grown(this.version, new Uint32Array(length))
    this.registeredAt = grown(this.registeredAt, new Float64Array(length))
    this.site = grown(this.site, new Uint32Array(length))
    this.due = grown(this.due, new Int32Array(length))
  }

  /** Back to a row that was never heard and is recorded nowhere. */
  reset(slot: number): void {
    if (this.state[slot] !== UNRECORDED) this.edition += 1
    this.heardAt[slot] = 0
    this.intervalMs[slot] = 0
    this.timeoutMs[slot] = 0
    this.awayMs.delete(slot)
    this.indicators.delete(slot)
    this.siteNames.leave(this.site[slot] ?? 0)
    this.site[slot] = 0
    this.state[slot] = UNRECORDED
    this.facts[slot] = 0
    this.version[slot] = 0
    this.registeredAt[slot] = 0
  }

  setAway(slot: number, awayMs: number): void {
    if (awayMs !== 0) this.awayMs.set(slot, awayMs)
    else if (this.awayMs.size > 0) this.awayMs.delete(slot)
  }

  setTiming(slot: number, intervalMs: number, timeoutMs: number): void {
    this.intervalMs[slot] = intervalMs
    this.timeoutMs[slot] = timeoutMs
  }

  /** Returns false if the same, a later registration or a higher version is known. */
  settle(slot: number, mark: Recorded): boolean {
    const registeredAt = this.registeredAt[slot] ?? 0
    if (mark.registeredAt < registeredAt) return false
    const same = mark.registeredAt === registeredAt
    if (same && mark.version <= (this.version[slot] ?? 0)) return false
    this.registeredAt[slot] = mark.registeredAt
    this.version[slot] = mark.version
    this.facts[slot] = mark.facts
    if (this.state[slot] === UNRECORDED) this.edition += 1
    this.state[slot] = CODES[mark.state]
    const before = this.site[slot] ?? 0
    if (this.siteNames.nameOf(before) !== (mark.site ?? '')) {
      this.edition += 1
      this.siteNames.leave(before)
      this.site[slot] = this.siteNames.take(mark.site)
    }
    return true
  }

  /** Exactly this record has been told already. */
  isKnown(slot: number, mark: Recorded): boolean {
    const sameHost = this.registeredAt[slot] === mark.registeredAt
    return sameHost && this.version[slot] === mark.version
  }

  stateOf(slot: number): (typeof STATES)[number] {
    return STATES[this.state[slot] ?? UNRECORDED] ?? 'unrecorded'
  }

  timeoutOf(slot: number): number {
    return this.timeoutMs[slot] || this.defaults.timeoutMs
  }

  /** Fills `timing`, so that a pass over all slots makes no objects. */
  readTiming(slot: number, timing: { -readonly [K in keyof Timing]: number }): void {
    const inherits = this.timeoutMs[slot] === 0
    timing.heardAt = this.heardAt[slot] ?? 0
    timing.intervalMs = inherits ? this.defaults.intervalMs : (this.intervalMs[slot] ?? 0)
    timing.timeoutMs = this.timeoutOf(slot)
    timing.awayMs = this.awayMs.size === 0 ? 0 : (this.awayMs.get(slot) ?? 0)
  }

  pulseAt(slot: number, hostId: HostId): Pulse {
    const timing = { heardAt: 0, intervalMs: 0, timeoutMs: 0, awayMs: 0 }
    this.readTiming(slot, timing)
    const indicators = this.indicators.get(slot) ?? null
    return { hostId, ...timing, recorded: this.stateOf(slot), indicators }
  }
}

function grown<T extends Column>(from: T, to: T): T {
  to.set(from)
  return to
}
