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
  const { listeningSince, refusing } = ctx.listening
  const refused =
    refusing === null ? null : { cause: refusing.cause, from: refusing.from, at: refusing.latestAt }
  const presence = { region, aliveAt, everyMs, stopped, listeningSince, refused }
  await changeListener(ctx, ctx.settings.listenerName, (listener) => ({ ...listener, presence }))
}
