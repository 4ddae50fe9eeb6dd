import { heldUp, observeTick, startListening } from '../core/listening.ts'
import type { Context } from './context.ts'
import type { Listener } from './record-kinds.ts'

/** Starts to listen. `lastMark`: when a former process was last known to be alive. */
export async function beginListening(ctx: Context, lastMark: number | null): Promise<void> {
  const name = ctx.settings.listenerName
  const [stored] = await ctx.records.get('listener', [name])
  const { windows = [], insistedAt = 0 }: Partial<Listener> = stored?.value ?? {}
  const former = lastMark === null ? null : { lastMark, windows, insistedAt }
  const observed = startListening(name, ctx.clock.read(), former)
  ctx.listening = observed.listening
  await ctx.pulses.clamp(ctx.listening.tick.wallMs)
}

/** Before each sweep: have we heard everything that arrived by `tick` since the last one? */
export async function observe(ctx: Context, tick = ctx.clock.read()): Promise<void> {
  const before = ctx.listening.listeningSince
  const observed = observeTick(ctx.listening, ctx.settings.listenerName, tick)
  ctx.listening = observed.listening
  if (observed.clockWentBack) setBack(ctx)
  if (ctx.clampDue) await clamp(ctx)
  const { listeningSince, refusing, windows } = ctx.listening
  if (listeningSince === before || refusing !== null) return
  ctx.log.warn(
    { window: windows.at(-1), listeningSince },
    'was blind; every host gets a full timeout',
  )
}

/** What was planned by the clock of before is looked at now. */
function setBack(ctx: Context): void {
  const now = ctx.listening.tick.wallMs
  for (const id of ctx.dueMailboxes.keys()) ctx.dueMailboxes.set(id, now)
  ctx.clampDue = true
}

/**
 * A store that cannot do it now is asked again at the next tick. Until it has done it nobody knows
 * what was heard since, so nobody is judged by it.
 */
async function clamp(ctx: Context): Promise<void> {
  const now = ctx.listening.tick.wallMs
  ctx.listening = heldUp(ctx.listening, ctx.settings.listenerName, now, now)
  ctx.clampDue = false
  try {
    await ctx.pulses.clamp(now)
  } catch (error) {
    ctx.clampDue = true
    throw error
  }
}
