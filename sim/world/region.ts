/** One region: its functions, its scheduler, its clock, and what strikes them. */
import { startListening } from '../../src/core/listening.ts'
import { createIngest } from '../../src/runtime/lambda/ingest.ts'
import { openKeyCache } from '../../src/runtime/lambda/key-cache.ts'
import { refusalReporter } from '../../src/runtime/lambda/refusal-reporter.ts'
import { createSweep } from '../../src/runtime/lambda/sweep.ts'
import type { Context } from '../../src/service/context.ts'
import { freshState } from '../../src/service/fresh-state.ts'
import type { Machine, Process } from '../kernel/process.ts'
import { seededEntropy } from './entropy.ts'
import { Fates, isBetweenSendAndRecord } from './fates.ts'
import type { SentBeat } from './fleet.ts'
import { hear } from './front-door.ts'
import { Functions } from './functions.ts'
import type { Guard } from './guarded-store.ts'
import { heartbeatEvent } from './heartbeat-event.ts'
import { notedLog } from './noted-log.ts'
import { REGIONS, type RegionName, type RegionStores } from './region-stores.ts'
import type { World } from './world.ts'

const MINUTE = 60_000
const METER = { count: () => {}, gauge: () => {}, observe: () => {} }
/** The time limits of infra/: heartbeats, sweeps, people. */
const INGEST = { limitMs: 10_000, requestsMax: 1_000 }
const SWEEP = { limitMs: 5 * MINUTE, requestsMax: 1 }
const PEOPLE = { limitMs: 29_000, requestsMax: 10 }
/** As src/runtime/lambda/make-context.ts has it. */
const FLIGHT_MS = 10_000

type Sweep = () => Promise<unknown>
type Hear = (body: Uint8Array, key: string) => Promise<number>

export class Region {
  readonly name: RegionName
  readonly machine: Machine
  readonly fates: Fates
  /** Since when nobody is answered there; null: all is well. */
  lostAt: number | null = null
  /** Its pulses cannot be reached from outside. */
  tableLost = false
  /** Sweeps that are called although it is not the minute, or not called although it is. */
  scheduling: 'well' | 'twice' | 'not' = 'well'
  readonly sweeps: Functions<Sweep>
  readonly #world: World
  readonly #stores: RegionStores
  readonly #reaches: (from: RegionName, to: RegionName) => boolean
  readonly #ingest: Functions<Hear>
  readonly #people: Functions<Context>
  #started = 0
  #peerSweeps = true

  constructor(
    world: World,
    stores: RegionStores,
    name: RegionName,
    reaches: (from: RegionName, to: RegionName) => boolean,
  ) {
    this.name = name
    this.machine = world.kernel.newMachine()
    this.fates = new Fates(world.random.stream(`fates-${name}`))
    this.#world = world
    this.#stores = stores
    this.#reaches = reaches
    this.#ingest = new Functions(world, INGEST, () => this.#openIngest())
    this.sweeps = new Functions(world, SWEEP, () => this.#openSweep())
    this.#people = new Functions(world, PEOPLE, () => {
      const { process, ctx } = this.#openProcess('api')
      return { process, handle: ctx }
    })
  }

  /** Called every minute, by a scheduler that is a little late. */
  schedule(): void {
    const { kernel, random } = this.#world
    const next = (Math.floor(kernel.now / MINUTE) + 1) * MINUTE
    kernel.at(next + random.stream(`scheduler-${next}`).between(0, 3_000), null, () => {
      if (this.lostAt === null && this.scheduling !== 'not') this.sweep()
      if (this.lostAt === null && this.scheduling === 'twice') this.sweep()
      this.schedule()
    })
  }

  sweep(): void {
    this.sweeps.invoke(this.sweeps.take(), (run) => run())
  }

  hear(beat: SentBeat, key: string): void {
    const instance = this.#ingest.take()
    this.#ingest.invoke(instance, (handle) => {
      const answer = () => handle(beat.body, key)
      const { process } = instance
      return hear(this.#world, { process, clock: this.machine, answer, judges: false }, beat)
    })
  }

  people(act: (ctx: Context, process: Process) => Promise<void>): void {
    const instance = this.#people.take()
    this.#people.invoke(instance, (ctx) => act(ctx, instance.process))
  }

  heal(): void {
    this.fates.heal(0)
    this.scheduling = 'well'
  }

  /** One of its sweeps stands still, and wakes long after others have gone on with its work. */
  freeze(ms: number): void {
    const process = this.sweeps.any()?.process
    if (process !== undefined) this.#freeze(process, ms)
  }

  /** Its lease may run out meanwhile, after it has sent and before it says so. */
  #freeze(process: Process, ms: number): void {
    const { kernel, truth, referee } = this.#world
    process.frozenUntil = Math.max(process.frozenUntil, kernel.now + ms)
    kernel.note(`${process.name} freezes for ${ms} ms`)
    truth.excuses++
    kernel.after(ms - 1, null, () => {
      truth.excuses++
    })
    if (ms > MINUTE) referee.sometimes('a sweeper that wakes long after')
  }

  killAll(): void {
    for (const functions of [this.#ingest, this.sweeps, this.#people]) functions.killAll()
  }

  #openIngest() {
    const { process, ctx } = this.#openProcess('ingest')
    const keys = openKeyCache(ctx)
    const reportRefusals = refusalReporter(ctx)
    const handle = createIngest({ ctx, keys, reportRefusals, flushMetrics: () => {} })
    return {
      process,
      handle: async (body: Uint8Array, key: string) =>
        (await handle(heartbeatEvent(body, key))).statusCode ?? 0,
    }
  }

  #openSweep() {
    const { process, ctx, home } = this.#openProcess('sweep')
    const [peer = null] = REGIONS.filter((each) => each !== this.name)
    const run = createSweep({
      ctx,
      region: this.name,
      peer,
      home,
      canary: null,
      everyMs: MINUTE,
      wait: (ms) => this.#world.kernel.wait(ms),
      onPeer: (sweeping) => {
        this.#peerSweeps = sweeping
      },
      flushMetrics: () => {},
    })
    const handle = async () => {
      try {
        await run({})
      } catch (error) {
        // The scheduler calls again in a minute.
        this.#world.kernel.note(`a sweep of ${this.name} fails: ${String(error)}`)
      }
    }
    return { process, handle }
  }

  #openProcess(role: string) {
    const { kernel, random, referee, scenario, receivers } = this.#world
    const process = kernel.newProcess(`${this.name}/${role}-${++this.#started}`, this.machine)
    const guard = this.#guardOf(process)
    const { pulses, home, records } = this.#stores.open({
      region: this.name,
      guard,
      peerIsSweeping: () => this.#peerSweeps,
      reaches: (to) => this.#reaches(this.name, to),
    })
    const ctx: Context = {
      clock: this.machine,
      entropy: seededEntropy(random.stream(`entropy-${process.name}`)),
      log: notedLog(kernel, referee, process.name),
      meter: METER,
      pulses,
      records,
      channels: receivers.channels(guard),
      recipients: null,
      stream: { publish: () => {} },
      nextTurn: () => Promise.resolve(),
      refused: null,
      settings: {
        listenerName: this.name,
        holder: process.name,
        flightMs: FLIGHT_MS,
        publicUrl: null,
        intervalMs: scenario.intervalMs,
        graceMs: scenario.graceMs,
        emailDomains: null,
        builtInKeys: [],
      },
      listening: startListening(this.name, this.machine.read(), null).listening,
      ...freshState(),
    }
    return { process, ctx, home }
  }

  #guardOf(process: Process): Guard {
    const { kernel, random, referee, truth } = this.#world
    return {
      kernel,
      process,
      fates: this.fates,
      random: random.stream(`guard-${process.name}`),
      referee,
      onCrash: (call, moment) => {
        const { port, kind } = call
        if (isBetweenSendAndRecord(call, moment)) {
          referee.sometimes('a crash between send and record')
        }
        referee.sometimes(
          `a function dies ${moment} ${port}${kind === null ? '' : ` of a ${kind}`}`,
        )
        kernel.note(`${process.name} dies ${moment} ${port} ${kind ?? ''}`)
        truth.excuses++
        process.die()
      },
      onFreeze: (ms) => this.#freeze(process, ms),
      onFailure: () => {
        truth.excuses++
      },
    }
  }
}
