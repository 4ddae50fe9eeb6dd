/**
 * What the API knows of the sweep, which other functions do: its leases say when each part was last
 * completed, and the listener's record since when this region has been listening. Read when asked
 * for, every `WATCH_MS` at most.
 */
import type { HostId } from '../../core/ids.ts'
import type { Context } from '../../service/context.ts'
import type { Pulses } from '../../service/ports.ts'
import type { Listener } from '../../service/record-kinds.ts'
import { lastSwept } from '../../service/take-over.ts'
import { within } from './within.ts'

export interface SweepWatch {
  /** Brings `ctx.listening` up to date. Never rejects. */
  refresh(): Promise<void>
  /** When the part that is furthest behind was last swept; null if that is not known. */
  sweptAt(): number | null
  /** The sweep is fresh and a row of pulses can be read, strongly consistent. Never rejects. */
  isServing(): Promise<boolean>
}

export const WATCH_MS = 5_000
export const SWEEP_AGE_MS_MAX = 180_000
const READ_MS_MAX = 3_000

/** `home`: the pulses of this region alone. */
export function openSweepWatch(ctx: Context, home: Pulses): SweepWatch {
  let sweptAt: number | null = null
  const seen = sharedFor(ctx, 'the sweep cannot be looked up', async () => {
    const [swept, [listener]] = await Promise.all([
      lastSwept(ctx, ctx.settings.listenerName),
      ctx.records.get('listener', [ctx.settings.listenerName]),
    ])
    sweptAt = swept
    ctx.listening = asListened(ctx, listener?.value)
  })
  const heard = sharedFor(ctx, 'pulses cannot be read', async () => {
    await home.read([probeId()])
  })
  return {
    refresh: async () => void (await seen()),
    sweptAt: () => sweptAt,
    async isServing() {
      const works = await Promise.all([seen(), heard()])
      const age = Math.abs(ctx.clock.read().wallMs - (sweptAt ?? 0))
      return works.every(Boolean) && age <= SWEEP_AGE_MS_MAX
    },
  }
}

/** Nobody is judged by an instant after the region was last known to be alive. */
function asListened(ctx: Context, listener: Listener | undefined): Context['listening'] {
  if (listener === undefined || listener.presence === null) return ctx.listening
  const { presence, windows, insistedAt } = listener
  const { listeningSince, aliveAt } = presence
  return { ...ctx.listening, listeningSince, heardUntil: aliveAt, windows, insistedAt }
}

/** A host that need not exist. */
function probeId(): HostId {
  return 'flatline.status' as HostId
}

/** One reading serves everybody for a while, and so does its failure. True if it worked. */
function sharedFor(ctx: Context, fault: string, read: () => Promise<void>) {
  let readAt = Number.NEGATIVE_INFINITY
  let works = Promise.resolve(false)
  const once = async () => {
    try {
      if ((await within(READ_MS_MAX, read())) !== 'late') return true
      ctx.log.warn({ withinMs: READ_MS_MAX }, fault)
    } catch (error) {
      ctx.log.warn({ error }, fault)
    }
    return false
  }
  return (): Promise<boolean> => {
    const now = ctx.clock.read().wallMs
    if (Math.abs(now - readAt) >= WATCH_MS) {
      readAt = now
      works = once()
    }
    return works
  }
}
