/**
 * Two regions of functions, as src/runtime/lambda has them: heartbeats and people start processes,
 * a scheduler calls the sweep of each region every minute. Regions fall out, cannot reach each
 * other, and their functions are killed, frozen, late or called twice.
 */
import type { Context } from '../../src/service/context.ts'
import { LOST_MS, sweepLease } from '../../src/service/take-over.ts'
import type { Written } from '../checkers/rules.ts'
import type { Process } from '../kernel/process.ts'
import { hash } from '../kernel/random.ts'
import type { SentBeat } from './fleet.ts'
import { Region } from './region.ts'
import { REGIONS, type RegionName, type RegionStores } from './region-stores.ts'
import { strikeRegions } from './region-strikes.ts'
import type { HostTruth } from './truth.ts'
import type { Installation, World } from './world.ts'

/** The other region's next sweep takes it over. */
const KNOWN_LOST_MS = LOST_MS + 60_000
/** How long names still lead to a region that has fallen out. */
const FAILOVER_MS = 75_000

export class Regions implements Installation {
  readonly lagMs = 150_000
  readonly all: readonly Region[]
  readonly #world: World
  readonly #stores: RegionStores
  /** Hosts that do not go where their name would send them. */
  readonly #moved = new Map<HostTruth, RegionName>()
  /** Regions whose sweeps do not run, so that the other has taken their hosts over. */
  readonly #takenOver = new Set<RegionName>()

  constructor(world: World, stores: RegionStores) {
    this.#world = world
    this.#stores = stores
    const reaches = (from: RegionName, to: RegionName) => this.#reaches(from, to)
    world.referee.follow({
      wrote: (written) => {
        this.#noteRefusal(written)
        this.#noteTakeover(written)
      },
    })
    this.all = REGIONS.map((name) => new Region(world, stores, name, reaches))
  }

  /** Requests of the first that do not arrive in the second. */
  readonly cut = new Set<string>()

  start(prepare: (ctx: Context) => Promise<void>): Promise<void> {
    const [first] = this.all
    for (const region of this.all) region.schedule()
    return new Promise((resolve, reject) => {
      first?.people((ctx) => prepare(ctx).then(resolve, reject))
    })
  }

  strike(until: number): void {
    strikeRegions(this.#world, this, until)
  }

  heal(): void {
    this.cut.clear()
    for (const region of this.all) region.heal()
  }

  deliver(beat: SentBeat, key: string): void {
    const region = this.#regionOf(beat.host)
    const { lostAt, name } = region
    if (lostAt === null) region.hear(beat, key)
    else {
      // Who has taken it over already does not learn that its door is closed as well.
      const knownAt = this.#takenOver.has(name) ? Infinity : lostAt + KNOWN_LOST_MS
      beat.host.unheard = { at: this.#world.kernel.now, knownAt }
    }
  }

  /** From now on the host's name leads it to the other region. */
  move(host: HostTruth): void {
    const present = this.#regionOf(host).name
    const [other = present] = REGIONS.filter((each) => each !== present)
    this.#moved.set(host, other)
    this.#world.referee.sometimes('a host moves to the other region')
  }

  operate(act: (ctx: Context, process: Process) => Promise<void>): void {
    const up = this.all.filter(({ lostAt }) => lostAt === null)
    up[up.length - 1]?.people(act)
  }

  records() {
    return this.#stores.records()
  }

  lastHeard: RegionStores['lastHeard'] = (hostId) => this.#stores.lastHeard(hostId)

  trueTimes(process: string, wallMs: number): readonly number[] {
    const region = this.all.find(({ name }) => process.startsWith(name)) ?? this.all[0]
    return region?.machine.trueTimes(wallMs) ?? []
  }

  async close(): Promise<void> {
    for (const region of this.all) region.killAll()
  }

  /** What a function has reported counts for all who judge; what it could not, for nobody. */
  #noteRefusal(written: Written): void {
    if (written.kind !== 'listener') return
    const { truth, referee } = this.#world
    const refused = written.after?.presence?.refused ?? null
    if (refused === null || refused.at === written.before?.presence?.refused?.at) return
    const at = Math.min(...this.trueTimes(written.id, refused.at))
    truth.blind(at, at)
    referee.sometimes('a refusal that is reported')
  }

  #noteTakeover({ kind, id, before, after }: Written): void {
    if (kind !== 'lease' || after === null) return
    const isDone = after.doneAt > (before?.doneAt ?? 0)
    for (const name of REGIONS) {
      if (isDone && id.startsWith(sweepLease(name, 0).slice(0, -1))) this.#takenOver.delete(name)
      if (id.startsWith('takeover/') && !id.endsWith(name)) this.#takenOver.add(name)
    }
    if (isDone && id.startsWith('takeover/')) this.#world.referee.sometimes('a takeover')
  }

  #reaches(from: RegionName, to: RegionName): boolean {
    if (from === to) return true
    const target = this.all.find(({ name }) => name === to)
    return !this.cut.has(`${from} ${to}`) && target?.tableLost !== true
  }

  #regionOf(host: HostTruth): Region {
    const named = this.#moved.get(host) ?? REGIONS[hash(host.hostId) % REGIONS.length]
    const region = this.all.find(({ name }) => name === named)
    const other = this.all.find(({ name }) => name !== named)
    if (region === undefined || other === undefined) throw new Error('there are two regions')
    const { lostAt } = region
    if (lostAt === null || this.#world.kernel.now - lostAt < FAILOVER_MS) return region
    return other.lostAt === null ? other : region
  }
}
