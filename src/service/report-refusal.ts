import { changeListener } from './change-listener.ts'
import type { Context } from './context.ts'

/**
 * A process that answers heartbeats and keeps nothing itself tells the listener of its region that
 * it had to refuse some, so that no host is blamed. Never rejects: while it cannot be told, the
 * next refusal tells it.
 */
export async function reportRefusal(ctx: Context): Promise<void> {
  const { refusing } = ctx.listening
  if (refusing === null) return
  const { cause, latestAt } = refusing
  try {
    await changeListener(ctx, ctx.settings.listenerName, (listener) => {
      const { presence } = listener
      if (presence === null) return listener
      const first = presence.refused ?? { cause, from: refusing.from, at: 0 }
      const refused = { ...first, at: Math.max(first.at, latestAt) }
      return { ...listener, presence: { ...presence, refused } }
    })
    if (ctx.listening.refusing === refusing) ctx.listening = { ...ctx.listening, refusing: null }
  } catch (error) {
    ctx.log.warn({ error }, 'refused heartbeats could not be reported yet')
  }
}
