/**
 * The simulation's own time. One heap of what is to happen, ordered by (time, a tie-break that the
 * seed draws, order of arrival); nothing else decides what comes next.
 *
 * - Each happening belongs to a process, or to the world. A dead process's are dropped, a frozen
 *   one's wait until it goes on, and timers of a machine that slept come as much later.
 * - After each, all code that it woke runs to rest before time goes on. Nothing in the simulation
 *   waits for anything but the kernel, so this is when it has no more microtasks.
 */
import { setImmediate as nextTurn } from 'node:timers'
import { type Due, Heap } from './heap.ts'
import { Machine, Process } from './process.ts'
import type { Random } from './random.ts'
import { keepTimeBy, type Timekeeper, type Timer } from './timers.ts'
import type { Trace } from './trace.ts'

interface Happening extends Due {
  readonly owner: Process | null
  readonly act: () => void
  /** How long the owner's machine had slept when this was planned; null: it does not matter. */
  asleepMs: number | null
}

/** The simulated world begins here: a Monday morning. */
export const STARTS_AT = Date.parse('2026-03-02T08:00:00.000Z')

/** Behind all ties that are drawn. */
const LAST = 1

export class Kernel implements Timekeeper {
  /** True time in milliseconds since the start. */
  now = 0
  /** Whose code is running just now. */
  current: Process | null = null
  readonly trace: Trace
  readonly #heap = new Heap<Happening>()
  readonly #ties: Random
  readonly #stray: unknown[] = []
  #sequence = 0
  #stopped = false

  constructor(random: Random, trace: Trace) {
    this.#ties = random.stream('ties')
    this.trace = trace
  }

  newMachine(): Machine {
    return new Machine(() => this.now, STARTS_AT)
  }

  newProcess(name: string, machine: Machine): Process {
    return new Process(name, machine)
  }

  /** At true time `at`, or now if that is past. `owner` null: the world, which never dies. */
  at(at: number, owner: Process | null, act: () => void): void {
    this.#push(at, owner, act, null)
  }

  after(delayMs: number, owner: Process | null, act: () => void): void {
    this.#push(this.now + delayMs, owner, act, null)
  }

  /**
   * Goes on as this process, in the same instant; later if it is frozen, or if another one has had
   * this turn already. Saves a turn of its own for what happens most often.
   */
  enter(process: Process, act: () => void): void {
    const isFree = this.current === null || this.current === process
    const awake = Math.max(process.frozenUntil, process.machine.asleepUntil) <= this.now
    if (!isFree || !awake || !process.alive) {
      this.after(0, process, act)
      return
    }
    this.current = process
    act()
  }

  /** For whoever runs just now; a process that dies meanwhile never hears of it. */
  wait(ms: number): Promise<void> {
    const owner = this.current
    return new Promise((resolve) => this.after(ms, owner, resolve))
  }

  note(line: string): void {
    this.trace.add(`${this.now} ${line}`)
  }

  // ---- Timekeeper: what the source of the project sees ----

  start(act: () => void, delayMs: number, everyMs?: number): Timer {
    const owner = this.current
    let stopped = false
    const plan = (ms: number) => {
      const asleepMs = owner?.machine.asleepMs ?? 0
      const fire = () => {
        if (stopped) return
        if (everyMs !== undefined) plan(Math.max(1, everyMs))
        act()
      }
      this.#push(this.now + Math.max(0, Math.ceil(ms)), owner, fire, asleepMs)
    }
    plan(delayMs)
    return timerOf(() => {
      stopped = true
    })
  }

  /** As Node's immediates come after all sockets that can be read. */
  startLast(act: () => void): Timer {
    let stopped = false
    const fire = () => {
      if (!stopped) act()
    }
    const asleepMs = this.current?.machine.asleepMs ?? 0
    this.#push(this.now, this.current, fire, asleepMs, LAST)
    return timerOf(() => {
      stopped = true
    })
  }

  wallMs(): number {
    return this.current?.machine.read().wallMs ?? STARTS_AT + this.now
  }

  monotonicMs(): number {
    return this.current?.machine.read().monotonicMs ?? this.now
  }

  // ---- Running ----

  /** Ends the run after what is happening just now. */
  stop(): void {
    this.#stopped = true
  }

  /**
   * Goes on until true time `until`, or until stopped. Rejects with what code of the world threw,
   * or with what a process left unhandled: both are faults of the program.
   */
  async run(until: number): Promise<void> {
    const onStray = (cause: unknown) => this.#stray.push(cause)
    process.on('unhandledRejection', onStray)
    keepTimeBy(this)
    try {
      while (!this.#stopped) {
        const next = this.#heap.peek()
        if (next === undefined || next.at > until) break
        this.#heap.pop()
        if (this.#postpone(next)) continue
        this.now = next.at
        this.current = next.owner
        next.act()
        await rest()
        this.current = null
        if (this.#stray.length > 0) throw this.#stray[0]
      }
      if (!this.#stopped) this.now = Math.max(this.now, until)
    } finally {
      this.current = null
      process.off('unhandledRejection', onStray)
    }
  }

  /** True if it is put off, or dropped. */
  #postpone(next: Happening): boolean {
    const { owner } = next
    if (owner === null) return false
    if (!owner.alive) return true
    const sleptMs = next.asleepMs === null ? 0 : owner.machine.asleepMs - next.asleepMs
    const at = Math.max(next.at + sleptMs, owner.frozenUntil, owner.machine.asleepUntil)
    if (at === next.at) return false
    next.at = at
    if (next.asleepMs !== null) next.asleepMs = owner.machine.asleepMs
    this.#heap.push(next)
    return true
  }

  #push(
    at: number,
    owner: Process | null,
    act: () => void,
    asleepMs: number | null,
    tie = this.#ties.next(),
  ): void {
    const sequence = this.#sequence++
    this.#heap.push({ at: Math.max(at, this.now), tie, sequence, owner, act, asleepMs })
  }
}

/** Nothing here keeps a process alive: `ref` and `unref` change nothing. */
function timerOf(stop: () => void): Timer {
  const timer: Timer = { stop, unref: () => timer, ref: () => timer }
  return timer
}

function rest(): Promise<void> {
  return new Promise((resolve) => nextTurn(resolve))
}
