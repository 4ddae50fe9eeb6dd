/**
 * The model: one world, driven by choices. Each choice lets one process have the answer to one
 * call, begins a heartbeat or a sweep, lets time pass to the next instant, or does harm. Between
 * two choices all code runs to rest, so that the same choices always lead to the same state.
 */
import { setImmediate as nextTurn } from 'node:timers'
import type { Context } from '../../src/service/context.ts'
import { fanOut } from '../../src/service/fan-out.ts'
import { recordHeartbeats } from '../../src/service/record-heartbeats.ts'
import { sweep } from '../../src/service/sweep.ts'
import { Laws } from './laws.ts'
import {
  BEAT_KEY,
  learnMarks,
  type Memory,
  openContext,
  openMemory,
  type Surroundings,
} from './open-process.ts'
import { Process } from './process.ts'
import { flightMs, type Scenario } from './scenario.ts'
import { asHostId, fill, T0 } from './start.ts'
import { lostAnswer, newStores, type Stores } from './stores.ts'

/** `lose`: done, and the answer is lost · `refuse`: not done, and nobody knows. */
type CallKind = 'answer' | 'lose' | 'refuse'

export interface CallChoice {
  readonly kind: CallKind
  readonly process: string
  readonly call: number
}
export type Choice =
  | CallChoice
  | { readonly kind: 'die'; readonly process: string }
  | { readonly kind: 'beat' | 'sweep'; readonly index: number }
  | { readonly kind: 'time' }

/** Whoever was not started anew has listened since then. */
const LONG_AGO = 0

/** How long a server may hold a heartbeat before it judges hosts all the same. */
const HELD_MS = 30_000

interface Running {
  readonly process: Process
  readonly memory: Memory
  readonly ctx: Context
}

export class World implements Surroundings {
  readonly scenario: Scenario
  readonly stores: Stores = newStores()
  readonly laws: Laws
  readonly clock = { read: () => ({ wallMs: this.now, monotonicMs: this.now - T0 }) }
  /** Verbs that have begun and not ended. */
  readonly processes = new Map<string, Running>()
  /** What the one server remembers, while it runs. */
  server: Memory | null = null
  /** Index of the instant that it is now. */
  instant = 0
  /** What healing adds to the last instant. */
  laterMs = 0
  readonly runsLeft: number[]
  readonly beatsLeft: Set<number>
  crashesLeft: number
  lossesLeft: number

  private constructor(scenario: Scenario) {
    this.scenario = scenario
    this.laws = new Laws(scenario)
    this.runsLeft = scenario.sweepers.map(({ runs }) => runs)
    this.beatsLeft = new Set(scenario.beats.keys())
    this.crashesLeft = scenario.crashes
    this.lossesLeft = scenario.lostAnswers
  }

  static async open(scenario: Scenario): Promise<World> {
    const world = new World(scenario)
    await fill(world.stores, scenario)
    for (const { id, region } of scenario.hosts) {
      world.laws.arrived(id, T0)
      world.laws.acknowledged({ host: id, region, at: T0 })
    }
    if (scenario.style === 'server') world.server = openMemory('east', world, LONG_AGO)
    return world
  }

  get now(): number {
    return T0 + (this.scenario.instants[this.instant] ?? 0) + this.laterMs
  }

  get atRest(): boolean {
    return this.processes.size === 0
  }

  /**
   * Always in the same order. A process that dies just after a call is one that has the answer and
   * dies before its next call: what it did in between nobody saw.
   */
  choices(): Choice[] {
    const { runsLeft, lossesLeft, crashesLeft } = this
    const names = [...this.processes.keys()].sort()
    const calls = (kind: CallKind) =>
      names.flatMap((name) =>
        this.processOf(name).waiting.flatMap(({ writes }, call): Choice[] =>
          writes || kind !== 'refuse' ? [{ kind, process: name, call }] : [],
        ),
      )
    const runs = runsLeft.flatMap((left, index): Choice[] =>
      left > 0 && !this.processes.has(this.nameOf(index)) ? [{ kind: 'sweep', index }] : [],
    )
    const mortal = this.server === null ? names : ['server']
    const deaths = mortal.map((process): Choice => ({ kind: 'die', process }))
    return [
      ...calls('answer'),
      ...this.#beats(),
      ...runs,
      ...(this.#mayPass() ? [{ kind: 'time' } as const] : []),
      ...(lossesLeft > 0 ? [...calls('lose'), ...calls('refuse')] : []),
      ...(crashesLeft > 0 ? deaths : []),
    ]
  }

  async take(choice: Choice): Promise<void> {
    await this.#act(choice)
    await new Promise((resolve) => nextTurn(resolve))
    this.laws.observe(this.heard())
  }

  async #act(choice: Choice): Promise<void> {
    switch (choice.kind) {
      case 'time':
        this.instant++
        return
      case 'beat':
        return void this.#beat(choice.index)
      case 'sweep':
        return void this.#sweep(choice.index)
      case 'die':
        return this.#kill(choice.process)
      case 'answer':
      case 'lose':
      case 'refuse':
        return this.#passCall(choice)
    }
  }

  processOf(name: string): Process {
    const running = this.processes.get(name)
    if (running === undefined) throw new Error(`no process ${name}`)
    return running.process
  }

  /** Per host the latest heartbeat that any region has. */
  heard(): Map<string, number> {
    const heard = new Map<string, number>()
    for (const { stored } of Object.values(this.stores.rows)) {
      for (const { hostId, heardAt } of stored.values()) {
        heard.set(hostId, Math.max(heard.get(hostId) ?? 0, heardAt))
      }
    }
    return heard
  }

  /** A sweep or a heartbeat of its own, on a server that is started if it does not run. */
  async #start(process: Process): Promise<Running> {
    const { name, region } = process
    if (this.scenario.style === 'server' && this.server === null) {
      await learnMarks(region, this)
      this.server = openMemory(region, this, this.now)
    }
    const memory = this.server ?? openMemory(region, this, LONG_AGO)
    const running = { process, memory, ctx: openContext(process, memory, this) }
    this.processes.set(name, running)
    return running
  }

  nameOf(index: number): string {
    return `${this.scenario.sweepers[index]?.region} sweeper ${index + 1}`
  }

  #sweep(index: number): Promise<void> {
    this.runsLeft[index] = (this.runsLeft[index] ?? 0) - 1
    const { region = 'east', places } = this.scenario.sweepers[index] ?? {}
    return this.sweepBy(new Process(this.nameOf(index), region), places)
  }

  /** As the server's engine and the function for sweeps do it: listen, sweep, place. */
  async sweepBy(process: Process, places = true): Promise<void> {
    const { ctx, memory } = await this.#start(process)
    const tick = this.clock.read()
    memory.listening = { ...memory.listening, tick, heardUntil: tick.wallMs }
    const swept = { sweep: () => sweep(ctx).then(() => {}) }
    await this.#run(process, places ? { ...swept, fanOut: () => fanOut(ctx) } : swept)
  }

  #beat(index: number): Promise<void> {
    const beat = this.scenario.beats[index]
    if (beat === undefined) throw new Error(`no heartbeat ${index}`)
    this.beatsLeft.delete(index)
    return this.beatBy(new Process(`heartbeat ${index + 1}`, beat.region), beat.host)
  }

  async beatBy(process: Process, host: string): Promise<void> {
    const { ctx, memory } = await this.#start(process)
    const { region } = process
    const at = this.now
    if (this.server === null) memory.listening = { ...memory.listening, heardUntil: at }
    process.arrivedAt = at
    this.laws.arrived(host, at)
    const beat = async () => {
      await recordHeartbeats(ctx, BEAT_KEY, [{ hostId: asHostId(host), awayMs: 0, facts: {} }])
      this.laws.acknowledged({ host, region, at })
    }
    await this.#run(process, { beat })
  }

  async #run(process: Process, verbs: Readonly<Record<string, () => Promise<void>>>) {
    try {
      for (const [verb, act] of Object.entries(verbs)) {
        process.begin(verb)
        await act()
      }
    } catch (cause) {
      this.laws.failed(process, cause)
    }
    this.processes.delete(process.name)
  }

  /** Of heartbeats that are alike, one. */
  #beats(): Choice[] {
    const seen = new Set<string>()
    return [...this.beatsLeft].flatMap((index): Choice[] => {
      const { host, region } = this.scenario.beats[index] ?? {}
      const says = `${host} ${region}`
      if (seen.has(says)) return []
      seen.add(says)
      return [{ kind: 'beat', index }]
    })
  }

  /** A heartbeat is stored within its time, or nobody was told that it was. */
  #mayPass(): boolean {
    const next = this.scenario.instants[this.instant + 1]
    if (next === undefined) return false
    const withinMs = flightMs(this.scenario) || HELD_MS
    return [...this.processes.values()].every(
      ({ process: { arrivedAt } }) => arrivedAt === null || T0 + next < arrivedAt + withinMs,
    )
  }

  async #passCall({ kind, process: name, call: index }: CallChoice): Promise<void> {
    const process = this.processOf(name)
    const [call] = process.waiting.splice(index, 1)
    if (call === undefined) throw new Error(`no call ${index} of ${name}`)
    const answer = kind === 'refuse' ? null : await call.act()
    if (kind === 'answer') return process.answer(call, answer)
    this.lossesLeft--
    process.rob(call, lostAnswer())
  }

  #kill(name: string): void {
    this.crashesLeft--
    if (this.server === null) this.processes.delete(name)
    else this.processes.clear()
    this.server = null
  }
}
