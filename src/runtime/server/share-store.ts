import type { Context } from '../../service/context.ts'
import { endTurn, takeTurn } from '../../service/lease.ts'
import { lastAliveAt, listenTogether } from '../../service/listen-region.ts'
import { markPresence } from '../../service/mark-presence.ts'
import { clockFault } from './clock-fault.ts'
import { type FirstKeys, prepareFirstStart } from './first-start.ts'
import type { OpenStore } from './open-store.ts'

/** How a server says that it is alive, to its own next start or to those it shares a store with. */
export interface Presence {
  readonly lastMark: () => Promise<number | null>
  readonly mark: (now: number) => Promise<void>
  readonly firstStart: () => Promise<FirstKeys | null>
  /** The last thing a server says. */
  readonly leave: () => Promise<void>
}

const EVERY_MS = 2_000
const FIRST_START = { name: 'first-start', everyMs: 10_000, holdMs: 10_000 }

export function presenceOf(ctx: Context, { shared, ...store }: OpenStore): Presence {
  if (shared === undefined) {
    const { lastMark, mark } = store
    return {
      lastMark: async () => lastMark,
      mark: (now) => mark(now),
      firstStart: () => prepareFirstStart(ctx),
      leave: async () => undefined,
    }
  }
  const { region } = shared
  return {
    lastMark: () => lastAliveAt(ctx, region),
    /** With a wrong clock it is as if we were not there: we judge nobody, and others go on. */
    async mark() {
      const wrong = clockFault(shared.clockOffsetMs())
      if (wrong !== undefined) throw new Error(wrong)
      await markPresence(ctx, { region, everyMs: EVERY_MS, stopped: false })
      await listenTogether(ctx, region)
    },
    async firstStart() {
      const turn = await takeTurn(ctx, FIRST_START)
      if (turn === null) return null
      const keys = await prepareFirstStart(ctx)
      await endTurn(ctx, turn)
      return keys
    },
    leave: () => markPresence(ctx, { region, everyMs: EVERY_MS, stopped: true }),
  }
}
