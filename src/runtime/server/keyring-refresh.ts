import type { Context } from '../../service/context.ts'
import { refreshKeyring } from '../../service/keyring.ts'

const REFRESH_EVERY_MS = 1_000

/** A key that was revoked elsewhere ends within a second. Returns how to stop. */
export function startKeyringRefresh(ctx: Context): () => void {
  let running = false
  let failed = false
  const refresh = async () => {
    if (running) return
    running = true
    try {
      await refreshKeyring(ctx)
      failed = false
    } catch (error) {
      if (!failed) ctx.log.warn({ error }, 'the keys cannot be read; those known stay valid')
      failed = true
    } finally {
      running = false
    }
  }
  const timer = setInterval(() => void refresh(), REFRESH_EVERY_MS)
  return () => clearInterval(timer)
}
