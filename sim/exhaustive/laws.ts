/**
 * What must hold whatever happens (quality.md calls them S1 to S8). Told of each write of a host's
 * record, each acknowledged heartbeat and each state of the pulses.
 */
import type { HostEvent } from '../../src/core/event.ts'
import type { Host } from '../../src/core/host.ts'
import type { Process } from './process.ts'
import { type Region, type Scenario, timingOf } from './scenario.ts'

interface Ack {
  readonly host: string
  readonly region: Region
  readonly at: number
}

interface Emitted {
  readonly event: HostEvent
  /** Where the process ran that wrote it. */
  readonly by: Region
}

export class Laws {
  readonly #scenario: Scenario
  readonly broken: string[] = []
  /** What the future may be judged by, and so part of the state. */
  readonly arrivals: Omit<Ack, 'region'>[] = []
  readonly acks: Ack[] = []
  readonly events = new Map<string, Emitted>()
  #heard = new Map<string, number>()

  constructor(scenario: Scenario) {
    this.#scenario = scenario
  }

  arrived(host: string, at: number): void {
    this.arrivals.push({ host, at })
  }

  acknowledged(ack: Ack): void {
    this.acks.push(ack)
    for (const emitted of this.events.values()) this.#judge(emitted, ack)
  }

  /** `placed`: ids of events that have an entry in the mailbox. */
  hostWritten(
    before: Host | undefined,
    after: Host,
    by: Region,
    placed: ReadonlySet<string>,
  ): void {
    const known = new Set(before?.pendingEvents.map(({ id }) => id))
    const kept = new Set(after.pendingEvents.map(({ id }) => id))
    const added = after.pendingEvents.filter(({ id }) => !known.has(id))
    for (const id of known) {
      if (!kept.has(id) && !placed.has(id)) this.#break(`S5: ${id} is cleared and was not placed`)
    }
    this.#turn(before, after, added)
    for (const event of added) {
      if (this.events.has(event.id)) this.#break(`S8: ${event.id} was written by two winners`)
      const emitted = { event, by }
      this.events.set(event.id, emitted)
      for (const ack of this.acks) this.#judge(emitted, ack)
      if (event.kind === 'host.recovered') this.#believe(event)
    }
  }

  /** A verb fails only where the search made it fail. */
  failed({ name, robbed }: Process, cause: unknown): void {
    if (!robbed) this.#break(`${name} failed: ${String(cause)}`)
  }

  /** `heard`: per host the latest heartbeat that any region has. */
  observe(heard: ReadonlyMap<string, number>): void {
    for (const { host, at } of this.acks) {
      const latest = heard.get(host) ?? 0
      if (latest < at)
        this.#break(`S3: ${host} was acknowledged at ${at}, the pulses have ${latest}`)
    }
    for (const [host, former] of this.#heard) {
      const latest = heard.get(host) ?? 0
      if (latest < former) this.#break(`S4: ${host} was heard at ${former}, and now at ${latest}`)
    }
    this.#heard = new Map(heard)
  }

  /** S2: epochs rise by one, and only with a change between up and missing, which has its event. */
  #turn(before: Host | undefined, after: Host, added: readonly HostEvent[]): void {
    const turn = `${before?.state ?? 'none'} → ${after.state}`
    const rise = after.epoch - (before?.epoch ?? 0)
    const events = added.map(({ kind, epoch }) => `${kind} ${epoch}`).join()
    const [expectedRise, expectedEvents] = expectedOf(turn, before, after)
    if (rise === expectedRise && events === expectedEvents) return
    const names = `${after.hostId} ${turn}, epoch ${before?.epoch ?? '-'} → ${after.epoch}`
    this.#break(
      `S2: ${names}, with ${events || 'no event'} (expected: ${expectedEvents || 'none'})`,
    )
  }

  /** S1: nobody is missing at an instant up to which an acknowledged heartbeat covers the host. */
  #judge({ event, by }: Emitted, { host, at, region }: Ack): void {
    if (event.kind !== 'host.missing' || event.hostId !== host) return
    if (event.unconfirmed && by !== region) return
    const { timeoutMs } = timingOf(this.#scenario, host)
    const judged = event.noticedAt
    if (judged <= at || judged > at + timeoutMs) return
    this.#break(`S1: ${event.id} was judged at ${judged}, but heard at ${at} in ${region}`)
  }

  /** S4: nobody is back without a heartbeat that came after the one that was judged. */
  #believe({ id, hostId, incidentId, at }: HostEvent): void {
    const opening = [...this.events.values()].find(
      ({ event }) => event.incidentId === incidentId && event.kind === 'host.missing',
    )
    const judged = opening?.event.lastHeartbeatAt ?? 0
    const heard = this.arrivals.some((each) => each.host === hostId && each.at === at)
    if (!heard || at <= judged) this.#break(`S4: ${id} at ${at}, and not heard since ${judged}`)
  }

  #break(says: string): void {
    this.broken.push(says)
  }
}

function expectedOf(turn: string, before: Host | undefined, after: Host): [number, string] {
  if (turn === 'none → up') return [0, `host.registered ${after.epoch}`]
  if (turn === 'up → missing') return [1, `host.missing ${after.epoch}`]
  if (turn === 'missing → up') return [1, `host.recovered ${before?.epoch}`]
  return before?.state === after.state ? [0, ''] : [0, 'a turn that does not exist']
}
