import { refuse } from '../../core/listening.ts'
import type { Context } from '../../service/context.ts'
import type { OpenStore } from './open-store.ts'

export interface Liveness {
  /** Called once a second: if the mark before is still on its way, the disk stalls. */
  mark(now: number): void
  /** When the latest mark that is durable was made; 0 before the first. */
  markedAt(): number
}

/** A mark that cannot be written, or not in time, means that heartbeats could not be either. */
export function openLiveness(ctx: Context, store: Pick<OpenStore, 'mark'>): Liveness {
  let markedAt = 0
  let writing = false
  const write = async (now: number) => {
    writing = true
    try {
      await store.mark(now)
      markedAt = now
    } catch (error) {
      ctx.listening = refuse(ctx.listening, 'store', ctx.clock.read().wallMs)
      ctx.log.error({ error }, 'the liveness mark could not be written')
    } finally {
      writing = false
    }
  }
  return {
    mark(now) {
      if (writing) ctx.listening = refuse(ctx.listening, 'store', now)
      else void write(now)
    },
    markedAt: () => markedAt,
  }
}
