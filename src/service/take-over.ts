/**
 * A region that fell out cannot sweep its hosts. When its sweeps have not been completed for
 * `LOST_MS`, the other region takes its hosts over:
 *
 * - With a new loss, every host gets a full timeout from then: what it last sent may be lost with
 *   the region (`listeningSince`).
 * - Each host that is recorded as up and has no pulse here gets one, with a full timeout from now.
 * - What was taken over is judged like any other host; the lost region is asked as long as it can
 *   be, and the incident says so if it could not.
 * - It is done again every hour, for hosts that were registered meanwhile, and after each new loss.
 * - Doing it twice, or half, does no harm.
 */
import type { Host } from '../core/host.ts'
import { changeListener } from './change-listener.ts'
import type { Context } from './context.ts'
import { endTurn, takeTurn } from './lease.ts'
import type { Pulses, Versioned } from './ports.ts'
import type { Lease } from './record-kinds.ts'
import { recordedAs } from './settle-hosts.ts'

export const LOST_MS = 180_000
/** A part that is not taken for so long, while others are, is one of a former division. */
const DISUSED_MS = 5 * 60_000
const AGAIN_MS = 3_600_000
/** A little more than the time limit of the function that does it. */
const HOLD_MS = 5.5 * 60_000
const PAGE_HOSTS = 500
const SIDE_BY_SIDE = 32

export interface Regions {
  readonly region: string
  readonly peer: string
  /** The pulses of this region alone. */
  readonly home: Pulses
}

export interface PeerSeen {
  /** When the peer last completed a sweep of each of its parts; null if it never did. */
  readonly sweptAt: number | null
  readonly lost: boolean
  /** Hosts that were given a pulse here. */
  readonly taken: number
}

/** Name of the lease on one part of a region's sweep. */
export function sweepLease(region: string, part: number): string {
  return `sweep/${region}/${part}`
}

export async function takeOverIfLost(ctx: Context, regions: Regions): Promise<PeerSeen> {
  const sweptAt = await lastSwept(ctx, regions.peer)
  const now = ctx.clock.read().wallMs
  const lost = sweptAt !== null && now - sweptAt > LOST_MS
  if (!lost) return { sweptAt, lost, taken: 0 }
  const { turn, isNew } = await takeOverTurn(ctx, regions, sweptAt)
  if (turn === null) return { sweptAt, lost, taken: 0 }
  if (isNew) await listenAnew(ctx)
  const taken = await takeOver(ctx, regions)
  await endTurn(ctx, turn)
  ctx.log.warn({ ...regions, home: undefined, sweptAt, taken }, 'hosts were taken over')
  return { sweptAt, lost, taken }
}

/** When a region was last swept, as a whole: the part that lags behind most counts. Null: never. */
export async function lastSwept(ctx: Context, region: string): Promise<number | null> {
  const { items } = await ctx.records.list('lease', { limit: 1_000 })
  const parts = items.filter(({ value }) =>
    value.name.startsWith(sweepLease(region, 0).slice(0, -1)),
  )
  if (parts.length === 0) return null
  const latest = Math.max(...parts.map(({ value }) => value.takenAt))
  const inUse = parts.filter(({ value }) => latest - value.takenAt <= DISUSED_MS)
  return Math.min(...inUse.map(({ value }) => value.doneAt))
}

/** Due at once after a new loss, and every hour as long as it lasts. */
async function takeOverTurn(
  ctx: Context,
  { region }: Regions,
  sweptAt: number,
): Promise<{ readonly turn: Versioned<Lease> | null; readonly isNew: boolean }> {
  const name = `takeover/${region}`
  const [former] = await ctx.records.get('lease', [name])
  const isNew = former === undefined || former.value.doneAt < sweptAt
  const everyMs = isNew ? 0 : AGAIN_MS
  return { turn: await takeTurn(ctx, { name, everyMs, holdMs: HOLD_MS }), isNew }
}

/** A region that is one listener remembers it in its record, a server by itself. */
async function listenAnew(ctx: Context): Promise<void> {
  const listeningSince = ctx.clock.read().wallMs
  ctx.listening = { ...ctx.listening, listeningSince }
  await changeListener(ctx, ctx.settings.listenerName, (listener) => {
    const { presence } = listener
    return presence === null ? listener : { ...listener, presence: { ...presence, listeningSince } }
  })
}

/** Gives every host that is up and has no pulse here one; returns how many those were. */
export async function takeOver(ctx: Context, { home }: Pick<Regions, 'home'>): Promise<number> {
  let taken = 0
  let cursor: string | null = null
  do {
    const page: Awaited<ReturnType<typeof listUp>> = await listUp(ctx, cursor)
    const pulses = await home.read(page.items.map(({ value }) => value.hostId))
    const without = page.items.filter((_, index) => pulses[index] === undefined)
    for (let start = 0; start < without.length; start += SIDE_BY_SIDE) {
      await adopt(ctx, home, without.slice(start, start + SIDE_BY_SIDE))
    }
    taken += without.length
    cursor = page.next
  } while (cursor !== null)
  return taken
}

function listUp(ctx: Context, cursor: string | null) {
  const from = cursor === null ? {} : { cursor }
  return ctx.records.list('host', { where: { state: 'up' }, ...from, limit: PAGE_HOSTS })
}

/** They were never heard here: time away, counted from never, is what gives each its timeout. */
async function adopt(ctx: Context, home: Pulses, hosts: readonly Versioned<Host>[]) {
  const { intervalMs, graceMs } = ctx.settings
  const now = ctx.clock.read().wallMs
  await Promise.all(
    hosts.map(({ value: { hostId, timing } }) => {
      const awayMs = now + (timing?.timeoutMs ?? intervalMs + graceMs)
      return home.configure(hostId, { timing, awayMs, unlessHeard: true })
    }),
  )
  await home.settle(hosts.map(({ value, version }) => recordedAs(value, version)))
}
