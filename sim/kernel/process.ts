import type { Tick } from '../../src/core/listening.ts'
import type { Clock } from '../../src/service/ports.ts'

/** The machine of a process: its clocks, which may be set or stand still. */
export class Machine implements Clock {
  /** How long it has been asleep in all; its monotonic clock did not count that. */
  asleepMs = 0
  /** In true time; nothing on it runs before. */
  asleepUntil = 0
  /** By how much its wall clock is ahead of the truth, and was before it was last set. */
  #aheadMs = 0
  #wasAheadMs = 0
  readonly #now: () => number
  readonly #startedAt: number

  constructor(now: () => number, startedAt: number) {
    this.#now = now
    this.#startedAt = startedAt
  }

  read(): Tick {
    const now = this.#now()
    return { wallMs: this.#startedAt + now + this.#aheadMs, monotonicMs: now - this.asleepMs }
  }

  /** The wall clock jumps; back if negative. */
  step(ms: number): void {
    this.#wasAheadMs = this.#aheadMs
    this.#aheadMs += ms
  }

  /** What an instant of the wall clock may be in true time, if it was set once since. */
  trueTimes(wallMs: number): readonly number[] {
    const at = wallMs - this.#startedAt - this.#aheadMs
    const before = wallMs - this.#startedAt - this.#wasAheadMs
    return at === before ? [at] : [at, before]
  }
}

/**
 * One run of a program. It dies at once: nothing that it has under way is ever heard of again. It
 * may freeze (a stall, a stop signal, a machine asleep): what comes meanwhile waits.
 */
export class Process {
  alive = true
  /** Told when it dies, by those who count what it has under way. */
  readonly bereaved = new Set<() => void>()
  /** In true time. */
  frozenUntil = 0
  readonly name: string
  readonly machine: Machine

  constructor(name: string, machine: Machine) {
    this.name = name
    this.machine = machine
  }

  die(): void {
    this.alive = false
    for (const tell of this.bereaved) tell()
    this.bereaved.clear()
  }
}

/** What a dead process gets for an answer: none. */
export function never<T>(): Promise<T> {
  return new Promise(() => {})
}
