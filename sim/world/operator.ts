/**
 * The people: they set Flatline up, and while faults strike they pause, retire, delete and retime
 * hosts, edit subscriptions, silence sites, take keys away and send messages anew.
 */
import type { HostId, SubscriptionId } from '../../src/core/ids.ts'
import { isHostId } from '../../src/core/ids.ts'
import { TELLING_ORDER } from '../../src/core/mailbox.ts'
import { FlatlineError } from '../../src/core/problem.ts'
import type { Context } from '../../src/service/context.ts'
import { createKey } from '../../src/service/create-key.ts'
import { createSilence } from '../../src/service/create-silence.ts'
import { createSubscription } from '../../src/service/create-subscription.ts'
import { deleteHost } from '../../src/service/delete-host.ts'
import { deleteSilence } from '../../src/service/delete-silence.ts'
import { deleteSubscription } from '../../src/service/delete-subscription.ts'
import { editHost } from '../../src/service/edit-host.ts'
import { editSubscription } from '../../src/service/edit-subscription.ts'
import { pauseHost } from '../../src/service/pause-host.ts'
import { resendDelivery } from '../../src/service/resend-delivery.ts'
import { resumeHost } from '../../src/service/resume-host.ts'
import { retireHost } from '../../src/service/retire-host.ts'
import { revokeKey } from '../../src/service/revoke-key.ts'
import type { Process } from '../kernel/process.ts'
import type { Random } from '../kernel/random.ts'
import { SITES } from './fleet.ts'
import { spoilReceivers, urlOf } from './spoil-receivers.ts'
import type { HostTruth } from './truth.ts'
import type { Installation, Keys, World } from './world.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND

/** Where a person sits: what answers, in which process. */
interface Desk {
  readonly ctx: Context
  readonly process: Process
}

export class Operator {
  readonly keys: Keys = { beat: '' }
  /** Subscriptions that nobody touches: what they hear is held against all that happened. */
  readonly untouched = new Set<SubscriptionId>()
  readonly #world: World
  readonly #random: Random
  readonly #touched: SubscriptionId[] = []
  readonly #urls = new Map<SubscriptionId, string>()
  readonly #retimed = new Set<HostTruth>()

  constructor(world: World) {
    this.#world = world
    this.#random = world.random.stream('operator')
  }

  /** Whether a delivery is for one of those. */
  isUntouched(notificationId: string): boolean {
    return [...this.untouched].some((id) => notificationId.startsWith(`${id}~`))
  }

  async prepare(ctx: Context): Promise<void> {
    this.keys.beat = (await createKey(ctx, { name: 'fleet', scopes: ['beat'] })).text
    const count = this.#random.between(1, 4)
    for (let index = 0; index < count; index++) {
      const id = await this.#subscribe(ctx, index)
      if (index === 0 || this.#random.chance(0.5)) this.untouched.add(id)
      else this.#touched.push(id)
    }
  }

  /** Receivers fall ill and get well again. */
  spoilReceivers(until: number): void {
    spoilReceivers(this.#world, (url) => this.#touchesOnly(url), until)
  }

  /** A receiver that refuses for good ends its subscription: only of those that are edited. */
  #touchesOnly(url: string): boolean {
    const ids = [...this.#urls].filter(([, each]) => each === url).map(([id]) => id)
    return ids.length > 0 && !ids.some((id) => this.untouched.has(id))
  }

  /** Acts now and then, until `until`, and sometimes on what has just been noticed. */
  meddle(installation: Installation, until: number): void {
    const { kernel, truth, referee } = this.#world
    this.#meddleByChance(installation, until)
    const prompt = this.#world.random.stream('prompt')
    referee.follow({
      wrote: ({ kind, before, after }) => {
        if (kind !== 'incident' || after === null || before !== undefined) return
        if (!prompt.chance(0.05)) return
        const host = truth.of(after.hostId)
        kernel.after(prompt.spread(1, 20 * SECOND), null, () => {
          if (kernel.now < until) this.#act(installation, host)
        })
      },
    })
  }

  #meddleByChance(installation: Installation, until: number): void {
    const { kernel, truth, random } = this.#world
    kernel.after(this.#random.pause(90 * SECOND), null, () => {
      if (kernel.now >= until) return
      this.#act(installation, random.stream(`whom-${kernel.now}`).pick([...truth.hosts()]))
      this.#meddleByChance(installation, until)
    })
  }

  /** Puts every host back into watch, with the timing it had, and nothing is silenced any more. */
  tidyUp(installation: Installation): void {
    installation.operate(async (ctx, process) => {
      const { items } = await ctx.records.list('silence', { limit: 100 })
      for (const { value } of items) await deleteSilence(ctx, { id: value.id })
      this.keys.beat = (await createKey(ctx, { name: 'fleet', scopes: ['beat'] })).text
      for (const host of this.#world.truth.hosts()) {
        const [record] = await ctx.records.get('host', [idOf(host)])
        if (record === undefined) continue
        if (this.#retimed.has(host)) await this.#retime({ ctx, process }, host, null)
        await this.#resume({ ctx, process }, host)
      }
    })
  }

  async #subscribe(ctx: Context, index: number): Promise<SubscriptionId> {
    const random = this.#random
    const match = index === 0 ? {} : { site: random.pick(SITES) }
    const { subscription } = await createSubscription(ctx, {
      name: `people-${index}`,
      channel: { kind: 'webhook', url: urlOf(index), secret: 'whsec_c2VjcmV0c2VjcmV0' },
      groupWaitMs: random.pick([0, 10 * SECOND, 30 * SECOND]),
      groupIntervalMs: random.pick([0, 60 * SECOND]),
      ...(random.chance(0.5) ? { events: TELLING_ORDER } : {}),
      ...(random.chance(0.5) ? { match } : {}),
    })
    this.#urls.set(subscription.value.id, urlOf(index))
    return subscription.value.id
  }

  #act(installation: Installation, host: HostTruth): void {
    const { random, kernel, truth } = this.#world
    const how = random.stream(`act-${kernel.now}-${host.hostId}`)
    const hosts = [...truth.hosts()]
    const act = how.pick([
      (at: Desk) => this.#setAside(at, host, how.chance(0.7) ? pauseHost : retireHost),
      (at: Desk) => this.#resume(at, host),
      (at: Desk) => this.#resume(at, how.pick(hosts)),
      (at: Desk) => this.#delete(at, host),
      (at: Desk) => this.#retime(at, host, this.#world.scenario.intervalMs * how.pick([1, 2, 3])),
      ({ ctx }: Desk) => this.#silence(ctx, how),
      ({ ctx }: Desk) => this.#editSubscription(ctx, how),
      ({ ctx }: Desk) => this.#replaceKey(ctx),
      ({ ctx }: Desk) => this.#resend(ctx, how),
    ])
    installation.operate(async (ctx, process) => {
      try {
        await act({ ctx, process })
      } catch (error) {
        if (!(error instanceof FlatlineError)) throw error
        kernel.note(`an action is refused: ${error.code}`)
      }
    })
  }

  /** While it is under way, and if it fails, nobody knows whether the host is watched. */
  async #changeWatch(
    { process }: Desk,
    host: HostTruth,
    watch: 'on' | 'off',
    act: () => Promise<unknown>,
  ): Promise<void> {
    const { kernel, referee, truth } = this.#world
    host.watch = 'unsure'
    const end = truth.begin(host, process)
    try {
      await act()
      host.watch = watch
      kernel.note(`${host.hostId} is watched: ${watch}`)
      referee.sometimes(`a host is put ${watch === 'on' ? 'into' : 'out of'} watch`)
    } finally {
      end()
    }
  }

  async #setAside(desk: Desk, host: HostTruth, verb: typeof pauseHost): Promise<void> {
    await this.#changeWatch(desk, host, 'off', () => verb(desk.ctx, { hostId: idOf(host) }))
  }

  async #resume(desk: Desk, host: HostTruth): Promise<void> {
    const [record] = await desk.ctx.records.get('host', [idOf(host)])
    if (record === undefined) return
    const { state } = record.value
    if (state === 'paused' || state === 'retired') host.grantedAt = this.#world.kernel.now
    await this.#changeWatch(desk, host, 'on', () => resumeHost(desk.ctx, { hostId: idOf(host) }))
  }

  async #delete(desk: Desk, host: HostTruth): Promise<void> {
    const { process, ctx } = desk
    const forget = () => {
      if (!process.bereaved.delete(forget)) return
      host.deleting--
      host.deletions++
      host.floorWallMs = 0
      host.deleted = true
    }
    process.bereaved.add(forget)
    host.deleting++
    host.floorWallMs = 0
    try {
      await this.#changeWatch(desk, host, 'on', () => deleteHost(ctx, { hostId: idOf(host) }))
      this.#world.referee.sometimes('a host is deleted')
    } finally {
      forget()
    }
  }

  async #retime({ ctx, process }: Desk, host: HostTruth, intervalMs: number | null) {
    const { truth, referee, scenario } = this.#world
    const own = { intervalMs: intervalMs ?? 0, timeoutMs: (intervalMs ?? 0) + 20 * SECOND }
    const timing = intervalMs === null ? null : own
    this.#retimed.add(host)
    host.timeoutsMs = [...host.timeoutsMs, timing ? timing.timeoutMs : truth.defaultTimeoutMs]
    const [before] = await ctx.records.get('host', [idOf(host)])
    const beganAt = this.#world.kernel.now
    const end = truth.begin(host, process)
    try {
      await editHost(ctx, { hostId: idOf(host), ifVersion: null, timing })
      const isNew = !host.timeoutsMs.slice(0, -1).includes(host.timeoutsMs.at(-1) ?? 0)
      // A region that cannot be reached just then judges by what it knows: by no less than both.
      const isAlone = scenario.engine === 'memory' || scenario.engine === 'embedded'
      if (before?.value.state === 'up' && isNew && isAlone) host.grantedAt = beganAt
      referee.sometimes('a host is given another timing')
    } finally {
      end()
    }
  }

  async #silence(ctx: Context, how: Random): Promise<void> {
    const [first] = (await ctx.records.list('silence', { limit: 10 })).items
    if (first !== undefined && how.chance(0.5)) {
      await deleteSilence(ctx, { id: first.value.id })
      return
    }
    const from = ctx.clock.read().wallMs
    const to = from + how.spread(10 * SECOND, 10 * MINUTE)
    const said = { match: { site: how.pick(SITES) }, reason: 'works', createdBy: 'operator' }
    await createSilence(ctx, { ...said, from, to })
    this.#world.referee.sometimes('a silence')
  }

  async #editSubscription(ctx: Context, how: Random): Promise<void> {
    const id = this.#touched[0]
    if (id === undefined) return
    const change = how.pick(['off', 'on', 'on', 'events', 'match', 'delete'] as const)
    if (change === 'delete') {
      await deleteSubscription(ctx, { id })
      this.#touched.shift()
      this.#touched.push(await this.#subscribe(ctx, 3))
    } else if (change === 'events') {
      const events = how.chance(0.5) ? TELLING_ORDER : (['host.missing'] as const)
      await editSubscription(ctx, { id, ifVersion: null, events })
    } else if (change === 'match') {
      await editSubscription(ctx, { id, ifVersion: null, match: { site: how.pick(SITES) } })
    } else {
      await editSubscription(ctx, { id, ifVersion: null, active: change === 'on' })
    }
    this.#world.referee.sometimes('a subscription is edited')
  }

  /** The old key ends while the fleet still uses it; a new one follows a little later. */
  async #replaceKey(ctx: Context): Promise<void> {
    const { kernel, referee } = this.#world
    const fresh = await createKey(ctx, { name: 'fleet', scopes: ['beat'] })
    const { items } = await ctx.records.list('key', { limit: 100 })
    for (const { value } of items) {
      if (value.id !== fresh.key.id) await revokeKey(ctx, { id: value.id })
    }
    referee.sometimes('a key is revoked in mid-flight')
    kernel.after(2 * SECOND, null, () => {
      this.keys.beat = fresh.text
    })
  }

  async #resend(ctx: Context, how: Random): Promise<void> {
    const { items } = await ctx.records.list('delivery', { limit: 50 })
    if (items.length === 0) return
    this.#world.truth.excuses++
    await resendDelivery(ctx, { id: how.pick(items).value.id })
  }
}

function idOf({ hostId }: HostTruth): HostId {
  if (!isHostId(hostId)) throw new RangeError(`not a host id: ${hostId}`)
  return hostId
}
