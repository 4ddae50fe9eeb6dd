import { refuse } from '../../core/listening.ts'
import type { Context } from '../../service/context.ts'
import type { Presence } from './share-store.ts'

/** Heartbeats that wait for a shorter time hold the judgement of their hosts up themselves. */
const STALLED_MS = 5_000

export interface Liveness {
  /** Called once a second. One that is on its way for long means that the disk stalls. */
  mark(now: number): void
  /** When the latest mark that is durable was made; 0 before the first. */
  markedAt(): number
}

/** A mark that cannot be written, or not in time, means that heartbeats could not be either. */
export function openLiveness(ctx: Context, presence: Pick<Presence, 'mark'>): Liveness {
  let markedAt = 0
  let writingSince: number | null = null
  const write = async (now: number) => {
    writingSince = now
    try {
      await presence.mark(now)
      markedAt = now
    } catch (error) {
      ctx.listening = refuse(ctx.listening, 'store', ctx.clock.read().wallMs)
      ctx.log.error({ error }, 'the liveness mark could not be written')
    } finally {
      writingSince = null
    }
  }
  return {
    mark(now) {
      if (writingSince === null) void write(now)
      else if (now - writingSince > STALLED_MS) ctx.listening = refuse(ctx.listening, 'store', now)
    },
    markedAt: () => markedAt,
  }
}
