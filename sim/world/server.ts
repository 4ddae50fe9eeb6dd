/**
 * A server on a store of its own: the real engine, dispatcher and liveness of src/runtime/server,
 * in one process that is killed, stopped, frozen and started again.
 */
import { startListening } from '../../src/core/listening.ts'
import { type Engine, startEngine } from '../../src/runtime/server/engine.ts'
import { workAlone } from '../../src/runtime/server/engine-work.ts'
import { startKeyringRefresh } from '../../src/runtime/server/keyring-refresh.ts'
import { openLiveness } from '../../src/runtime/server/liveness.ts'
import type { Context } from '../../src/service/context.ts'
import { freshState } from '../../src/service/fresh-state.ts'
import { refreshKeyring } from '../../src/service/keyring.ts'
import { beginListening } from '../../src/service/observe.ts'
import type { Machine, Process } from '../kernel/process.ts'
import type { Disk, DiskStore } from './disk.ts'
import { seededEntropy } from './entropy.ts'
import { Fates, isBetweenSendAndRecord } from './fates.ts'
import type { SentBeat } from './fleet.ts'
import { answerAs, hear } from './front-door.ts'
import { type Guard, guardStore, type Store } from './guarded-store.ts'
import { notedLog } from './noted-log.ts'
import { strikeServer } from './strikes.ts'
import type { Installation, World } from './world.ts'

interface Running {
  readonly process: Process
  readonly store: DiskStore
  readonly ctx: Context
  engine: Engine | null
}

/** A stall that is longer cannot go unnoticed: a tick and what counts as a stall. */
const NOTICED_STALL_MS = 1_250
/** After one that is shorter no tick is late. */
const LATE_MS = 350
/** What has waited meanwhile is read within. */
const BACKLOG_MS_MAX = 20
const METER = { count: () => {}, gauge: () => {}, observe: () => {} }

export class Server implements Installation {
  readonly lagMs = 1_000
  readonly fates: Fates
  readonly machine: Machine
  readonly #world: World
  readonly #disk: Disk
  #running: Running | null = null
  #starts = 0
  #diedAt = 0
  /** So much waits in its sockets that not all of it is read in one turn. */
  #isBehind = false
  #healAt = 0

  constructor(world: World, disk: Disk) {
    this.#world = world
    this.#disk = disk
    this.fates = new Fates(world.random.stream('fates'))
    this.machine = world.kernel.newMachine()
  }

  get process(): Process | null {
    return this.#running?.process ?? null
  }

  async start(prepare: (ctx: Context) => Promise<void>): Promise<void> {
    const { kernel } = this.#world
    return new Promise((resolve, reject) => {
      const process = this.#nextProcess()
      kernel.after(0, process, () => {
        this.#serve(process)
          .then(() => (this.#running === null ? undefined : prepare(this.#running.ctx)))
          .then(resolve, reject)
      })
    })
  }

  strike(until: number): void {
    const { random } = this.#world
    this.#healAt = until
    strikeServer(this.#world, this, until)
    this.fates.hesitation = random.stream('hesitation').pick([0, 0.02, 0.2])
  }

  heal(): void {
    const { random } = this.#world
    this.fates.heal(random.stream('healed').pick([0, 0.02]))
  }

  deliver(beat: SentBeat, key: string): void {
    const running = this.#running
    if (running === null) return
    const { process, ctx } = running
    const answer = () => answerAs(ctx, beat.body, key)
    const door = { process, clock: this.machine, answer, judges: true }
    const { kernel, random } = this.#world
    const arrivedAt = kernel.now
    const act = () => void hear(this.#world, door, beat, arrivedAt)
    if (arrivedAt >= process.frozenUntil || !this.#isBehind) kernel.enter(process, act)
    else {
      const readMs = random.stream(`backlog-${arrivedAt}`).between(0, BACKLOG_MS_MAX)
      kernel.at(process.frozenUntil + readMs, process, act)
    }
  }

  operate(act: (ctx: Context, process: Process) => Promise<void>): void {
    const running = this.#running
    if (running === null) return
    const { process, ctx } = running
    this.#world.kernel.after(0, process, () => void act(ctx, process))
  }

  records() {
    return this.#disk.records()
  }

  lastHeard: Disk['lastHeard'] = (hostId) => this.#disk.lastHeard(hostId)

  trueTimes(_process: string, wallMs: number): readonly number[] {
    return this.machine.trueTimes(wallMs)
  }

  async close(): Promise<void> {
    this.#running?.process.die()
    await this.#disk.crash()
  }

  /** The process dies where it stands, and somebody starts it again after a while. */
  crash(why: string): void {
    const running = this.#running
    if (running === null) return
    const { kernel, truth } = this.#world
    kernel.note(`the server dies: ${why}`)
    running.process.die()
    this.#running = null
    this.#diedAt = kernel.now
    truth.excuses++
    const downMs = this.#world.random.stream(`down-${this.#starts}`).spread(200, 600_000)
    void this.#disk.crash()
    this.#startAgain(Math.max(200, Math.min(downMs, this.#healAt - kernel.now)))
  }

  /** It stands still, and goes on where it was. */
  freeze(ms: number): void {
    const { process } = this
    if (process === null) return
    const { kernel, truth, referee } = this.#world
    kernel.note(`the server stalls for ${ms} ms`)
    this.halt(ms)
    if (ms <= NOTICED_STALL_MS) return
    truth.blind(kernel.now, process.frozenUntil)
    referee.sometimes('a stall')
  }

  halt(ms: number): void {
    const { process } = this
    if (process === null) return
    process.frozenUntil = Math.max(process.frozenUntil, this.#world.kernel.now + ms)
    this.#isBehind = ms > LATE_MS
  }

  /** It is asked to end, and does so in peace. */
  stop(): void {
    const running = this.#running
    if (running?.engine == null) return
    const { kernel, referee } = this.#world
    const { process, store, engine } = running
    kernel.note('the server is asked to stop')
    kernel.after(0, process, () => {
      void engine.stop().then(async () => {
        await store.close?.()
        referee.sometimes('a stop in peace')
        this.crash('it was asked to stop')
      })
    })
  }

  #startAgain(downMs: number): void {
    const process = this.#nextProcess()
    this.#world.kernel.after(downMs, process, () => {
      this.#serve(process).catch((cause: unknown) => {
        this.#world.kernel.note(`a start fails: ${cause instanceof Error ? cause.message : cause}`)
        process.die()
        this.#running = null
        void this.#disk.crash()
        this.#startAgain(2_000)
      })
    })
  }

  #nextProcess(): Process {
    return this.#world.kernel.newProcess(`server-${++this.#starts}`, this.machine)
  }

  /** As src/runtime/server/server.ts starts: the door is open before listening begins. */
  async #serve(process: Process): Promise<void> {
    const { kernel, truth } = this.#world
    const store = await this.#disk.open()
    const guard = this.#guardOf(process)
    const guarded = guardStore(guard, store)
    const ctx = this.#contextOf(guard, guarded)
    await refreshKeyring(ctx)
    const running: Running = { process, store, ctx, engine: null }
    this.#running = running
    const beganAt = kernel.now
    await beginListening(ctx, store.lastMark)
    truth.blind(this.#diedAt, beganAt)
    startKeyringRefresh(ctx)
    const liveness = openLiveness(ctx, guarded)
    const engine = startEngine(ctx, workAlone(ctx, liveness.mark))
    running.engine = engine
    liveness.mark(ctx.clock.read().wallMs)
    kernel.note(`the server listens, as ${process.name}`)
  }

  #contextOf(guard: Guard, { pulses, records }: Store): Context {
    const { random, receivers, scenario, kernel, referee } = this.#world
    const { process } = guard
    const name = 'server'
    return {
      clock: this.machine,
      entropy: seededEntropy(random.stream(`entropy-${process.name}`)),
      log: notedLog(kernel, referee, process.name),
      meter: METER,
      nextTurn: () => Promise.resolve(),
      refused: null,
      pulses,
      records,
      channels: receivers.channels(guard),
      recipients: null,
      stream: { publish: () => {} },
      settings: {
        listenerName: name,
        holder: name,
        flightMs: 0,
        publicUrl: null,
        intervalMs: scenario.intervalMs,
        graceMs: scenario.graceMs,
        emailDomains: null,
        builtInKeys: [],
      },
      listening: startListening(name, this.machine.read(), null).listening,
      ...freshState(),
    }
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
        referee.sometimes(`a crash ${moment} ${port}${kind === null ? '' : ` of a ${kind}`}`)
        this.crash(`${moment} ${port} ${kind ?? ''}`)
      },
      onFreeze: (ms) => this.freeze(ms),
      onFailure: () => {
        truth.excuses++
      },
    }
  }
}
