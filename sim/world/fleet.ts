/**
 * The computers: each beats by its cron, lives and dies by chance, and sends through a network that
 * loses, delays, doubles and reorders. What it wants to tell goes to `deliver`, which is whoever
 * stands at the front door.
 */
import type { Kernel } from '../kernel/kernel.ts'
import type { Random } from '../kernel/random.ts'
import type { Scenario } from '../scenario.ts'
import type { HostTruth, Truth } from './truth.ts'

const SECOND = 1_000

export interface SentBeat {
  readonly host: HostTruth
  readonly body: Uint8Array
  /** The timeout that it carries; null: none. */
  readonly timeoutMs: number | null
}

interface Computer {
  readonly truth: HostTruth
  readonly random: Random
  intervalMs: number
  timeoutMs: number
  own: boolean
  body: Uint8Array
  readonly phaseMs: number
  alive: boolean
  /** Beats at its very deadline, or a millisecond beside it. */
  flaps: boolean
  /** Beats that were planned before are not sent. */
  plan: number
}

/** What some hosts ask for instead of the default: so many times its interval. */
const OWN_INTERVALS = [0.5, 1, 2]
const LITTLE_LATE_MS = 3 * SECOND
const OWN_INTERVAL_MS_MIN = 5 * SECOND
export const SITES = ['north', 'south', 'east']

export class Fleet {
  readonly #computers: Computer[] = []
  readonly #kernel: Kernel
  readonly #scenario: Scenario
  readonly #network: Random
  readonly #deliver: (beat: SentBeat) => void
  #healing = false
  /** Heartbeats are lost in bursts. */
  #lossy = false

  constructor(
    kernel: Kernel,
    random: Random,
    scenario: Scenario,
    truth: Truth,
    deliver: (beat: SentBeat) => void,
  ) {
    this.#kernel = kernel
    this.#scenario = scenario
    this.#network = random.stream('network')
    this.#deliver = deliver
    for (let index = 0; index < scenario.hosts; index++) {
      this.#computers.push(this.#build(index, random.stream(`host-${index}`), truth))
    }
  }

  /** Each begins to live; those of one site share their second of cron. */
  start(): void {
    for (const computer of this.#computers) {
      this.#planNext(computer, computer.random.between(0, computer.intervalMs))
      this.#planLife(computer)
      if (this.#scenario.faults.has('flapping') && computer.random.chance(0.4)) {
        computer.flaps = true
      }
    }
    if (this.#scenario.faults.has('loss')) this.#planLoss()
    if (this.#scenario.faults.has('outage')) this.#planOutage()
  }

  /** From now on the network is good, and each either beats on for ever or is silent for good. */
  heal(): void {
    this.#healing = true
    this.#lossy = false
    for (const computer of this.#computers) {
      computer.flaps = false
      const lives = computer.random.chance(0.7)
      if (lives !== computer.alive) this.#switch(computer, lives)
    }
  }

  /** For a last look at a calm world. */
  kill(hostId: string): void {
    const computer = this.#computers.find(({ truth }) => truth.hostId === hostId)
    if (computer !== undefined) this.#switch(computer, false)
  }

  revive(hostId: string): void {
    const computer = this.#computers.find(({ truth }) => truth.hostId === hostId)
    if (computer !== undefined) this.#switch(computer, true)
  }

  #build(index: number, random: Random, truth: Truth): Computer {
    const { intervalMs, graceMs } = this.#scenario
    const own = random.chance(0.2)
    const computer: Computer = {
      truth: truth.of(`host-${String(index).padStart(4, '0')}`),
      random,
      intervalMs,
      timeoutMs: intervalMs + graceMs,
      own: false,
      body: new Uint8Array(),
      phaseMs: random.between(0, 1_000),
      alive: true,
      flaps: false,
      plan: 0,
    }
    if (own) this.#retime(computer)
    computer.body = bodyOf(computer)
    return computer
  }

  /** It asks for a timing of its own from now on. */
  #retime(computer: Computer): void {
    computer.own = true
    const { intervalMs, graceMs } = this.#scenario
    const wanted = intervalMs * computer.random.pick(OWN_INTERVALS)
    computer.intervalMs = Math.max(OWN_INTERVAL_MS_MIN, wanted)
    computer.timeoutMs = computer.intervalMs + graceMs
    computer.body = bodyOf(computer)
  }

  #switch(computer: Computer, alive: boolean): void {
    computer.alive = alive
    computer.truth.silent = !alive
    this.#kernel.note(`${computer.truth.hostId} ${alive ? 'lives' : 'dies'}`)
    computer.plan++
    if (alive) this.#planNext(computer, computer.random.between(0, 1_000))
  }

  #planNext(computer: Computer, delayMs: number): void {
    const plan = computer.plan
    this.#kernel.after(delayMs, null, () => {
      if (plan !== computer.plan || !computer.alive) return
      this.#send(computer)
      this.#planNext(computer, this.#untilNext(computer))
    })
  }

  #untilNext(computer: Computer): number {
    const { intervalMs, timeoutMs, phaseMs, random, flaps } = computer
    // As many milliseconds after this heartbeat as it is allowed to be silent, or one beside; or it
    // comes just when its host is being found missing.
    if (flaps && random.chance(0.8)) {
      return timeoutMs + random.pick([-1, 0, 0, 1, random.spread(1, LITTLE_LATE_MS)])
    }
    const next = Math.floor(this.#kernel.now / intervalMs + 1) * intervalMs + phaseMs
    return Math.max(1, next - this.#kernel.now + (random.chance(0.1) ? random.between(0, 400) : 0))
  }

  #planLife(computer: Computer): void {
    const { random, timeoutMs } = computer
    this.#kernel.after(random.pause(15 * timeoutMs), null, () => {
      if (this.#healing) return
      if (random.chance(0.1)) this.#retime(computer)
      this.#switch(computer, false)
      this.#kernel.after(random.spread(timeoutMs / 4, 6 * timeoutMs), null, () => {
        if (this.#healing) return
        this.#switch(computer, true)
        this.#planLife(computer)
      })
    })
  }

  #planLoss(): void {
    this.#kernel.after(this.#network.pause(240 * SECOND), null, () => {
      if (this.#healing) return
      this.#lossy = true
      this.#kernel.after(this.#network.pause(60 * SECOND), null, () => {
        this.#lossy = false
        this.#planLoss()
      })
    })
  }

  /** Many fall silent at once, and come back at once. */
  #planOutage(): void {
    this.#kernel.after(this.#network.pause(900 * SECOND), null, () => {
      if (this.#healing) return
      const struck = this.#computers.filter(({ alive, random }) => alive && random.chance(0.8))
      for (const computer of struck) this.#switch(computer, false)
      this.#kernel.after(this.#network.spread(10 * SECOND, 900 * SECOND), null, () => {
        if (this.#healing) return
        for (const computer of struck) if (!computer.alive) this.#switch(computer, true)
        this.#planOutage()
      })
    })
  }

  #send({ truth, body, own, timeoutMs, flaps }: Computer): void {
    const beat: SentBeat = { host: truth, body, timeoutMs: own ? timeoutMs : null }
    const network = this.#network
    if (flaps || this.#healing || !this.#scenario.faults.has('delay')) {
      if (!this.#lossy || !network.chance(0.5)) this.#deliver(beat)
      return
    }
    if (this.#lossy && network.chance(0.5)) return
    const copies = network.chance(0.03) ? 2 : 1
    for (let copy = 0; copy < copies; copy++) {
      const ms = network.chance(0.1) ? network.spread(10, 60_000) : network.between(0, 40)
      this.#kernel.after(ms, null, () => this.#deliver(beat))
    }
  }
}

const ENCODER = new TextEncoder()

function bodyOf({ truth, own, intervalMs, timeoutMs }: Computer): Uint8Array {
  const site = SITES[Number(truth.hostId.slice(-1)) % SITES.length]
  const graceMs = timeoutMs - intervalMs
  const timing = own ? { interval: `${intervalMs / 1_000}s`, grace: `${graceMs / 1_000}s` } : {}
  return ENCODER.encode(JSON.stringify({ hostId: truth.hostId, site, ...timing }))
}
