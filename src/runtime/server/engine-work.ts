import { TICK_MS } from '../../core/listening.ts'
import type { Context } from '../../service/context.ts'
import { housekeep } from '../../service/housekeep.ts'
import { endTurn, takeTurn } from '../../service/lease.ts'
import { sweep } from '../../service/sweep.ts'
import { sweepInTurn } from '../../service/sweep-turn.ts'
import { sweepLease, takeOverIfLost } from '../../service/take-over.ts'
import type { EngineWork } from './engine.ts'
import type { SharedStore } from './open-store.ts'

const MARK_EVERY_MS = 1_000

/** A server with a store of its own sweeps it all, four times a second. */
export function workAlone(ctx: Context, mark: EngineWork['mark']): EngineWork {
  return {
    async sweep() {
      await sweep(ctx)
      return ctx.clock.read().wallMs
    },
    sweepEveryMs: TICK_MS,
    fanOutEveryMs: TICK_MS,
    mark,
    markEveryMs: MARK_EVERY_MS,
    housekeep: () => housekeep(ctx),
  }
}

/** Shares of a sweep; each turn, whoever is first takes one. More servers than that are spare. */
const PARTS = 4
/** How often we look whether a part is due, and so how much later than due it may be swept. */
const LOOKS_PER_TURN = 4
const SHARED_MARK_EVERY_MS = 2_000
const SHARED_FAN_OUT_EVERY_MS = 1_000
const PEER_EVERY_MS = 30_000
const COUNTS_EVERY_MS = 300_000
const HOUSEKEEPING = { name: 'housekeep', everyMs: 50_000, holdMs: 300_000 }

/** One of several servers on one store: the parts of a sweep go to whoever is free. */
export function workTogether(
  ctx: Context,
  shared: SharedStore,
  mark: EngineWork['mark'],
): EngineWork {
  const lookAtPeer = every(ctx, PEER_EVERY_MS, () => watchPeer(ctx, shared))
  /** Other servers register hosts too, so counts of our own grow old. */
  const forgetCounts = every(ctx, COUNTS_EVERY_MS, async () => ctx.hostsByKey.clear())
  return {
    async sweep() {
      await forgetCounts()
      await lookAtPeer()
      for (const index of inAnyOrder(ctx)) await sweepPart(ctx, shared, index)
      return sweptSince(ctx, shared)
    },
    sweepEveryMs: Math.max(TICK_MS, shared.sweepEveryMs / LOOKS_PER_TURN),
    fanOutEveryMs: SHARED_FAN_OUT_EVERY_MS,
    mark,
    markEveryMs: SHARED_MARK_EVERY_MS,
    async housekeep() {
      const turn = await takeTurn(ctx, HOUSEKEEPING)
      if (turn === null) return
      await housekeep(ctx)
      await endTurn(ctx, turn)
    },
  }
}

async function sweepPart(
  ctx: Context,
  { region, sweepEveryMs, home }: SharedStore,
  index: number,
): Promise<void> {
  const part = { index, of: PARTS }
  await sweepInTurn(ctx, { region, part, everyMs: sweepEveryMs, home })
}

/** The part that lags behind most counts; 0 if one was never swept. */
async function sweptSince(ctx: Context, { region }: SharedStore): Promise<number> {
  const names = Array.from({ length: PARTS }, (_, index) => sweepLease(region, index))
  const leases = await ctx.records.get('lease', names)
  return Math.min(...leases.map((lease) => lease?.value.doneAt ?? 0))
}

async function watchPeer(ctx: Context, { region, peer, home, onPeer }: SharedStore): Promise<void> {
  if (peer === null) return
  const { lost } = await takeOverIfLost(ctx, { region, peer, home })
  onPeer(!lost)
}

function every(ctx: Context, everyMs: number, work: () => Promise<unknown>): () => Promise<void> {
  let doneAt = Number.NEGATIVE_INFINITY
  return async () => {
    const { monotonicMs } = ctx.clock.read()
    if (monotonicMs - doneAt < everyMs) return
    doneAt = monotonicMs
    await work()
  }
}

/** So that servers that look at the same moment do not all begin with the same part. */
function inAnyOrder(ctx: Context): number[] {
  const first = Math.floor(ctx.entropy.jitter() * PARTS)
  return Array.from({ length: PARTS }, (_, index) => (first + index) % PARTS)
}
