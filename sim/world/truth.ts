/**
 * What really happened, in true time, whatever Flatline believes: the measure of the checkers.
 */
import type { Kernel } from '../kernel/kernel.ts'
import type { Process } from '../kernel/process.ts'

/** Whether a host is watched: `unsure` while a change is on its way, or its answer was lost. */
export type Watch = 'on' | 'off' | 'unsure'

export interface HostTruth {
  readonly hostId: string
  /** When the latest heartbeats that were answered 200 had arrived, oldest first. */
  readonly arrivals: number[]
  /** What its stored last heartbeat may not fall below, by the wall clock that stored it. */
  floorWallMs: number
  /** Timeouts that may be in force. */
  timeoutsMs: number[]
  /** When it was given a full timeout by hand. */
  grantedAt: number
  /** When it last found nobody at the door it knocked at, and when others must know of the loss. */
  unheard: { readonly at: number; readonly knownAt: number }
  watch: Watch
  /** Heartbeats and changes that are being worked on. */
  inFlight: number
  /** How often it has been heard, or taken out of watch or put into it. */
  changes: number
  /** Nobody beats for it any more. */
  silent: boolean
  /** Its record was removed, or may have been: whoever beats next is a new host. */
  deleted: boolean
  /** Deletions that are under way, and how many there have been. */
  deleting: number
  deletions: number
}

/** A time in which somebody who must hear could not. */
interface Blindness {
  readonly from: number
  readonly to: number
}

const ARRIVALS_KEPT = 16
const BLINDNESS_KEPT = 64

export class Truth {
  /** Small steps of a wall clock that nobody can notice, summed up. */
  slackMs = 0
  /** Crashes, lost answers and failed writes: what excuses a copy of a message. */
  excuses = 0
  readonly defaultTimeoutMs: number
  readonly #hosts = new Map<string, HostTruth>()
  readonly #blind: Blindness[] = []
  readonly #kernel: Kernel

  constructor(kernel: Kernel, defaultTimeoutMs: number) {
    this.#kernel = kernel
    this.defaultTimeoutMs = defaultTimeoutMs
  }

  of(hostId: string): HostTruth {
    const known = this.#hosts.get(hostId)
    if (known !== undefined) return known
    const fresh: HostTruth = {
      hostId,
      arrivals: [],
      floorWallMs: 0,
      timeoutsMs: [this.defaultTimeoutMs],
      grantedAt: Number.NEGATIVE_INFINITY,
      unheard: { at: Number.NEGATIVE_INFINITY, knownAt: Number.NEGATIVE_INFINITY },
      watch: 'on',
      inFlight: 0,
      changes: 0,
      silent: false,
      deleted: false,
      deleting: 0,
      deletions: 0,
    }
    this.#hosts.set(hostId, fresh)
    return fresh
  }

  hosts(): Iterable<HostTruth> {
    return this.#hosts.values()
  }

  get wasBlind(): boolean {
    return this.#blind.length > 0
  }

  /** Nobody may be judged by what happened in between. */
  blind(from: number, to = this.#kernel.now): void {
    const last = this.#blind.at(-1)
    if (last?.from === from && last.to === to) return
    this.#blind.push({ from, to })
    if (this.#blind.length > BLINDNESS_KEPT) this.#blind.shift()
  }

  /** `untouched`: it was not being deleted meanwhile. */
  arrived(host: HostTruth, at: number, untouched: boolean): void {
    host.arrivals.push(at)
    if (host.arrivals.length > ARRIVALS_KEPT) host.arrivals.shift()
    if (untouched) host.deleted = false
  }

  /** Something that may change a host is under way in a process, and ends with it at the latest. */
  begin(host: HostTruth, process: Process): () => void {
    host.inFlight++
    host.changes++
    const end = () => {
      if (!process.bereaved.delete(end)) return
      host.inFlight--
      host.changes++
    }
    process.bereaved.add(end)
    return end
  }

  /** The wall clock was set back: no last heartbeat may stay in the future. */
  wentBack(wallMs: number): void {
    for (const host of this.#hosts.values()) {
      host.floorWallMs = Math.min(host.floorWallMs, wallMs)
    }
  }

  /** When a host that is judged as of `instant` may be missing: only after what this returns. */
  safeUntil(host: HostTruth, instant: number): { readonly at: number; readonly why: string } {
    const timeoutMs = Math.min(...host.timeoutsMs)
    const heard = lastBefore(host.arrivals, instant)
    const blind = this.#blind.filter(({ from }) => from < instant)
    const heardUs = Math.max(Number.NEGATIVE_INFINITY, ...blind.map(({ to }) => to))
    const { at: unheardAt, knownAt } = host.unheard
    const excused = knownAt <= instant ? [host.grantedAt, unheardAt] : [host.grantedAt]
    const ours = Math.max(...excused.filter((at) => at <= instant))
    const from = Math.max(heard, heardUs, ours)
    const why = `heard at ${heard}, blind until ${heardUs}, ours ${ours}, timeout ${timeoutMs}`
    return { at: from + timeoutMs - this.slackMs, why }
  }
}

function lastBefore(arrivals: readonly number[], instant: number): number {
  for (let index = arrivals.length - 1; index >= 0; index--) {
    const at = arrivals[index]
    if (at !== undefined && at < instant) return at
  }
  return Number.NEGATIVE_INFINITY
}
