/**
 * The sweep of a region, called every minute by a scheduler that may be late, or call twice:
 *
 * 1. The region's listener goes on: a gap, a refusal or a canary that is not heard is blindness.
 * 2. A peer that has not swept for three minutes is taken over.
 * 3. Whoever takes the turn sweeps; a second run at the same time leaves it alone.
 * 4. Every run places events and sends what is due, also what an earlier run left behind.
 * 5. With an inner loop, 1 to 4 come again until the minute is over; groups that form until then
 *    are waited for.
 *
 * Killed between any two steps it loses nothing: the next run finds the same difference.
 */
import type { Context } from '../../service/context.ts'
import { fanOut } from '../../service/fan-out.ts'
import { housekeep } from '../../service/housekeep.ts'
import { endTurn, takeTurn } from '../../service/lease.ts'
import { listenAsRegion } from '../../service/listen-region.ts'
import type { Pulses } from '../../service/ports.ts'
import { sweepInTurn } from '../../service/sweep-turn.ts'
import { type PeerSeen, takeOverIfLost } from '../../service/take-over.ts'
import { type FirstKeys, prepareFirstStart } from '../server/first-start.ts'
import type { Canary } from './canary.ts'
import { dispatchDue } from './dispatch-due.ts'
import { measureBacklog, measurePeer, measureSweep } from './sweep-metrics.ts'

export interface SweepParts {
  readonly ctx: Context
  readonly region: string
  readonly peer: string | null
  /** The pulses of this region alone. */
  readonly home: Pulses
  readonly canary: Canary | null
  /** A minute, or less for an inner loop. */
  readonly everyMs: number
  readonly wait: (ms: number) => Promise<void>
  /** Told whether the peer sweeps its own hosts. */
  readonly onPeer: (sweeping: boolean) => void
  readonly flushMetrics: () => void
}

export type SweepAnswer = { readonly swept: number | null } | { readonly keys: FirstKeys | null }

const RUN_MS = 55_000
/** A scheduler that is a little early finds its turn due all the same. */
const EARLY = 0.8
const WHOLE = { index: 0, of: 1 }
const HOUSEKEEPING = { everyMs: 10 * 60_000, holdMs: 5 * 60_000 }
const PAUSE_MS_MIN = 250
const FIRST_KEY = 'first-key'
const COMMAND_CHARS_MAX = 100

/** `event`: whatever the scheduler sends, or `{"command":"first-key"}` by hand. */
export function createSweep(parts: SweepParts): (event: unknown) => Promise<SweepAnswer> {
  return async (event) => {
    try {
      if (isFirstKey(event)) return { keys: await prepareFirstStart(parts.ctx) }
      return { swept: await run(parts) }
    } finally {
      parts.flushMetrics()
    }
  }
}

/** Throws on a command that is not known: a run by hand must not seem to have done it. */
function isFirstKey(event: unknown): boolean {
  const named = typeof event === 'object' && event !== null && 'command' in event
  if (!named) return false
  if (event.command === FIRST_KEY) return true
  const given = JSON.stringify(event.command)?.slice(0, COMMAND_CHARS_MAX)
  throw new Error(`The command ${given} is not known; the only one is "${FIRST_KEY}".`)
}

/** Returns how many hosts the last sweep of this run looked at; null if others swept. */
async function run(parts: SweepParts): Promise<number | null> {
  const { ctx, everyMs, wait } = parts
  const endsAt = nowOf(ctx) + RUN_MS
  let swept: number | null = null
  let sweepAt = nowOf(ctx)
  for (;;) {
    if (nowOf(ctx) >= sweepAt) {
      swept = (await sweepOnce(parts)) ?? swept
      sweepAt += everyMs
    }
    await fanOut(ctx)
    const due = await dispatchDue(ctx, endsAt)
    const next = Math.min(due ?? Number.POSITIVE_INFINITY, sweepAt)
    if (next >= endsAt) break
    await wait(Math.max(PAUSE_MS_MIN, next - nowOf(ctx)))
  }
  await measureBacklog(ctx)
  await keepHouse(parts)
  return swept
}

async function sweepOnce(parts: SweepParts): Promise<number | null> {
  const { ctx, region, canary, everyMs, home } = parts
  const unheard = canary === null ? false : await canary.beat()
  await listenAsRegion(ctx, { region, everyMs, unheard })
  await watchPeer(parts)
  if (canary !== null) await measureCanary(ctx, canary)
  const startedMs = ctx.clock.read().monotonicMs
  const swept = await sweepInTurn(ctx, { region, part: WHOLE, everyMs: everyMs * EARLY, home })
  if (swept === null) return null
  const { looked, formerAt } = swept
  const tookMs = ctx.clock.read().monotonicMs - startedMs
  const ageMs = formerAt === null ? null : nowOf(ctx) - formerAt
  await measureSweep(ctx, parts.home, { looked, tookMs, ageMs })
  return looked
}

async function watchPeer({ ctx, region, peer, home, onPeer }: SweepParts): Promise<void> {
  if (peer === null) return
  const seen: PeerSeen = await takeOverIfLost(ctx, { region, peer, home })
  onPeer(!seen.lost)
  measurePeer(ctx, seen)
}

async function measureCanary(ctx: Context, canary: Canary): Promise<void> {
  const provenAt = await canary.provenAt()
  if (provenAt !== null) ctx.meter.gauge('canary_age', (nowOf(ctx) - provenAt) / 1_000)
}

async function keepHouse({ ctx }: SweepParts): Promise<void> {
  const turn = await takeTurn(ctx, { name: 'housekeep', ...HOUSEKEEPING })
  if (turn === null) return
  await housekeep(ctx)
  await endTurn(ctx, turn)
}

function nowOf(ctx: Context): number {
  return ctx.clock.read().wallMs
}
