import type { BlindCause } from '../core/event.ts'
import {
  isAlive,
  type JointListening,
  jointListening,
  type Presence,
} from '../core/joint-listening.ts'
import {
  heldUp,
  type Listening,
  observeTick,
  refuse,
  refusedOf,
  resumeListening,
  type Tick,
} from '../core/listening.ts'
import { changeListener } from './change-listener.ts'
import type { Context } from './context.ts'
import { pendingWith } from './record-blindness.ts'
import type { Listener } from './record-kinds.ts'

export interface RegionRun {
  readonly region: string
  /** How often the region is swept. */
  readonly everyMs: number
  /** Our own heartbeat went to our own front door and was not answered. */
  readonly unheard: boolean
}

const GAP_RUNS = 3
const GAP_MIN_MS = 180_000
const UNREACHABLE: BlindCause = 'unreachable'

/**
 * A region whose functions come and go is one listener, whose memory is its record. Called before
 * each of its sweeps: has it been listening since the last one? What it was blind for is put into
 * the listener's outbox in the same write.
 */
export async function listenAsRegion(ctx: Context, run: RegionRun): Promise<void> {
  const name = ctx.settings.listenerName
  const tick = ctx.clock.read()
  const gapMs = Math.max(GAP_MIN_MS, GAP_RUNS * run.everyMs)
  let listening = ctx.listening
  await changeListener(ctx, name, (before) => {
    listening = run.unheard
      ? deaf(name, tick, before, gapMs)
      : resumeListening(name, tick, before, gapMs)
    return remembered(before, listening, run, tick.wallMs)
  })
  const joint = await hearOthers(ctx, run.region)
  const listeningSince = Math.max(listening.listeningSince, joint.listeningSince)
  ctx.listening = { ...listening, untold: [], listeningSince }
  ctx.othersHeardUntil = joint.heardUntil
}

/** One blind window from the first run that was not heard, or refusal, to the run that is. */
function deaf(name: string, tick: Tick, before: Listener, gapMs: number): Listening {
  const { presence } = before
  const earlier = presence?.refused ?? null
  const quiet = { ...before, presence: presence && { ...presence, refused: null } }
  const resumed = resumeListening(name, tick, quiet, gapMs)
  const refusing = earlier && { cause: UNREACHABLE, from: earlier.from, latestAt: earlier.at }
  const unheard = refuse({ ...resumed, refusing }, UNREACHABLE, tick.wallMs)
  return observeTick(unheard, name, tick).listening
}

/** One of several servers judges no host by more than all of them have heard. */
export async function listenTogether(ctx: Context, region: string): Promise<void> {
  const { listeningSince, heardUntil } = await hearOthers(ctx, region)
  ctx.othersHeardUntil = heardUntil
  const name = ctx.settings.listenerName
  ctx.listening = heldUp(ctx.listening, name, listeningSince, ctx.clock.read().wallMs)
}

/** When a listener of the region was last alive; null if there was none, or one is alive now. */
export async function lastAliveAt(ctx: Context, region: string): Promise<number | null> {
  const now = ctx.clock.read().wallMs
  const beside = (await othersOf(ctx)).filter((other) => other.region === region)
  if (beside.length === 0 || beside.some((other) => isAlive(other, now))) return null
  return Math.max(...beside.map((other) => other.aliveAt))
}

async function hearOthers(ctx: Context, region: string): Promise<JointListening> {
  return jointListening(region, await othersOf(ctx), ctx.clock.read().wallMs)
}

async function othersOf(ctx: Context): Promise<Presence[]> {
  const { items } = await ctx.records.list('listener', { limit: 1_000 })
  return items.flatMap(({ value: { name, presence } }) =>
    presence === null || name === ctx.settings.listenerName ? [] : [presence],
  )
}

function remembered(
  before: Listener,
  listening: Listening,
  { region, everyMs }: RegionRun,
  now: number,
): Listener {
  const { windows, insistedAt, listeningSince, untold } = listening
  const refused = refusedOf(listening)
  return {
    ...before,
    windows,
    insistedAt,
    pendingEvents: pendingWith(before, untold),
    presence: { region, aliveAt: now, everyMs, stopped: false, listeningSince, refused },
  }
}
