import { refusedOf } from '../core/listening.ts'
import { changeListener } from './change-listener.ts'
import type { Context } from './context.ts'

export interface PresenceMark {
  readonly region: string
  readonly everyMs: number
  /** The last mark of a process that stops in peace. */
  readonly stopped: boolean
}

/** One of several servers on one store says that it is alive, and since when it is hearing. */
export async function markPresence(
  ctx: Context,
  { region, everyMs, stopped }: PresenceMark,
): Promise<void> {
  const aliveAt = ctx.clock.read().wallMs
  const { listeningSince } = ctx.listening
  const refused = refusedOf(ctx.listening)
  const presence = { region, aliveAt, everyMs, stopped, listeningSince, refused }
  await changeListener(ctx, ctx.settings.listenerName, (listener) => ({ ...listener, presence }))
}
