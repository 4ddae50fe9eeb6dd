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

export class Functions<H> {
  readonly #world: World
  readonly #open: () => { readonly process: Process; readonly handle: H }
  readonly #rules: FunctionRules
  readonly #instances: Instance<H>[] = []

  constructor(
    world: World,
    rules: FunctionRules,
    open: () => { readonly process: Process; readonly handle: H },
  ) {
    this.#world = world
    this.#rules = rules
    this.#open = open
  }

  /** One that has room: a new one if there is none. */
  take(): Instance<H> {
    const living = this.#living().find(({ busy }) => busy < this.#rules.requestsMax)
    if (living !== undefined) return living
    const fresh = { ...this.#open(), busy: 0 }
    this.#instances.push(fresh)
    return fresh
  }

  /** Runs a request in a process, which dies if it takes too long. */
  invoke(instance: Instance<H>, act: (handle: H) => Promise<unknown>): void {
    const { process, handle } = instance
    const { kernel, referee } = this.#world
    instance.busy++
    let done = false
    kernel.after(0, process, () => {
      void act(handle).then(() => {
        done = true
        instance.busy--
      })
    })
    kernel.after(this.#rules.limitMs, null, () => {
      if (done || !process.alive) return
      referee.sometimes('a function that exceeds its time')
      process.die()
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
