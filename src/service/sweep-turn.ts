import type { Context } from './context.ts'
import { endTurn, takeTurn } from './lease.ts'
import type { Part, Pulses } from './ports.ts'
import { sweep } from './sweep.ts'
import { sweepLease, takeOver } from './take-over.ts'

export interface SweepTurn {
  readonly region: string
  readonly part: Part
  readonly everyMs: number
  /** The pulses of this region alone. */
  readonly home: Pulses
}

export interface Swept {
  /** How many hosts the sweep looked at. */
  readonly looked: number
  /** When the turn before this one was completed; null if there was none. */
  readonly formerAt: number | null
}

/** A sweep that was killed is followed by another after this; two at once do no harm. */
const HOLD_MS_MIN = 30_000
const HOLD_TURNS = 1.5
/** Long before a store may drop pulses of hosts that nobody has judged. */
const LONG_GAP_MS = 24 * 3_600_000

/** Sweeps one part of a region, if it is due and nobody else is at it; null otherwise. */
export async function sweepInTurn(
  ctx: Context,
  { region, part, everyMs, home }: SweepTurn,
): Promise<Swept | null> {
  const name = sweepLease(region, part.index)
  const holdMs = Math.max(HOLD_MS_MIN, HOLD_TURNS * everyMs)
  const turn = await takeTurn(ctx, { name, everyMs, holdMs })
  if (turn === null) return null
  const { doneAt, takenAt } = turn.value
  if (doneAt > 0 && takenAt - doneAt > LONG_GAP_MS) await takeOver(ctx, { home })
  const looked = await sweep(ctx, part)
  await endTurn(ctx, turn)
  return { looked, formerAt: doneAt === 0 ? null : doneAt }
}
