/**
 * One function of a region: its processes are started when a request needs one, are used again, and
 * are killed when they exceed their time.
 */
import type { Process } from '../kernel/process.ts'
import type { World } from './world.ts'

export interface Instance<H> {
  readonly process: Process
  readonly handle: H
  /** Requests that it works on. */
  busy: number
}

export interface FunctionRules {
  readonly limitMs: number
  /** Requests that one process works on at the same time. */
  readonly requestsMax: number
}

const WATCH_MS = 500

export class Functions<H> {
  readonly #world: World
  readonly #start: () => { readonly process: Process; readonly handle: H }
  readonly #rules: FunctionRules
  readonly #instances: Instance<H>[] = []
  readonly #open = new Set<{ readonly process: Process; readonly until: number }>()
  #watching = false

  constructor(
    world: World,
    rules: FunctionRules,
    start: () => { readonly process: Process; readonly handle: H },
  ) {
    this.#world = world
    this.#rules = rules
    this.#start = start
  }

  /** One that has room: a new one if there is none. */
  take(): Instance<H> {
    const living = this.#living().find(({ busy }) => busy < this.#rules.requestsMax)
    if (living !== undefined) return living
    const fresh = { ...this.#start(), busy: 0 }
    this.#instances.push(fresh)
    return fresh
  }

  /** Runs a request in a process, which dies if it takes too long. */
  invoke(instance: Instance<H>, act: (handle: H) => Promise<unknown>): void {
    const { process, handle } = instance
    const { kernel } = this.#world
    const request = { process, until: kernel.now + this.#rules.limitMs }
    instance.busy++
    this.#open.add(request)
    kernel.enter(process, () => {
      void act(handle).then(() => {
        this.#open.delete(request)
        instance.busy--
      })
    })
    if (!this.#watching) this.#watch()
  }

  /** Nearly all are done at once: those that are not are looked at now and then. */
  #watch(): void {
    const { kernel, referee } = this.#world
    this.#watching = true
    kernel.after(WATCH_MS, null, () => {
      this.#watching = false
      for (const request of this.#open) {
        if (!request.process.alive) this.#open.delete(request)
        else if (kernel.now >= request.until) {
          referee.sometimes('a function that exceeds its time')
          request.process.die()
        }
      }
      if (this.#open.size > 0) this.#watch()
    })
  }

  /** One of those that are alive, if any is. */
  any(): Instance<H> | undefined {
    return this.#living()[0]
  }

  killAll(): void {
    for (const { process } of this.#living()) process.die()
  }

  #living(): Instance<H>[] {
    const dead = this.#instances.findIndex(({ process }) => !process.alive)
    if (dead >= 0) this.#instances.splice(dead, 1)
    return this.#instances.filter(({ process }) => process.alive)
  }
}
