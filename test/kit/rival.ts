import type { Context } from '../../src/service/context.ts'
import { freshState } from '../../src/service/fresh-state.ts'
import type { RecordKind } from '../../src/service/record-kinds.ts'
import type { World } from './world.ts'

/** What a process is about to ask of the outside world. */
export interface Call {
  readonly port: 'get' | 'write' | 'list' | 'send'
  readonly kind: RecordKind | null
}

interface Stop {
  readonly moment: 'before' | 'after'
  readonly fits: (call: Call) => boolean
  readonly reached: () => void
}

export interface Rival {
  readonly ctx: Context
  /** Calls that wait to be let through, oldest first. */
  readonly waiting: readonly Call[]
  /** It stops before the next call that fits, and before all that follow; resolves when it does. */
  stopBefore(fits: (call: Call) => boolean): Promise<void>
  /** The same after the next call that fits: it has taken effect, and the answer is held back. */
  stopAfter(fits: (call: Call) => boolean): Promise<void>
  /** Lets the oldest waiting call through; resolves when that has its answer. */
  step(): Promise<void>
  /** Goes on with all that waits, and stops no more. */
  wake(): void
}

/**
 * Another process on the same stores and the same clock, which can be stopped between any two calls
 * of records and channels. `skewMs`: by how much its wall clock is ahead.
 */
export function rivalOf(world: World, holder: string, skewMs = 0): Rival {
  const { records, channels, settings, clock } = world.ctx
  const held: { readonly call: Call; readonly letGo: () => Promise<void> }[] = []
  let stop: Stop | null = null
  const hold = <T>(call: Call, act: () => Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      held.push({ call, letGo: () => act().then(resolve, reject) })
      stop?.reached()
    })
  const stopAt = (moment: Stop['moment'], fits: Stop['fits']): Promise<void> =>
    new Promise((reached) => {
      stop = { moment, fits, reached }
    })
  const pass = async <T>(call: Call, act: () => Promise<T>): Promise<T> => {
    if (held.length > 0) return hold(call, act)
    if (stop === null || !stop.fits(call)) return act()
    stop = { ...stop, fits: () => true }
    if (stop.moment === 'before') return hold(call, act)
    const answer = await act()
    return hold(call, async () => answer)
  }
  const ctx: Context = {
    ...world.ctx,
    ...freshState(),
    settings: { ...settings, holder },
    clock: {
      read() {
        const { wallMs, monotonicMs } = clock.read()
        return { wallMs: wallMs + skewMs, monotonicMs }
      },
    },
    records: {
      ...records,
      get: (kind, ids) => pass({ port: 'get', kind }, () => records.get(kind, ids)),
      list: (kind, query) => pass({ port: 'list', kind }, () => records.list(kind, query)),
      write(writes) {
        const kind = writes[0]?.kind ?? null
        return pass({ port: 'write', kind }, () => records.write(writes))
      },
    },
    channels: {
      ...channels,
      log: {
        ...channels.log,
        send: (target, message, subscription) =>
          pass({ port: 'send', kind: null }, () =>
            channels.log.send(target, message, subscription),
          ),
      },
    },
  }
  return {
    ctx,
    get waiting() {
      return held.map(({ call }) => call)
    },
    stopBefore: (fits) => stopAt('before', fits),
    stopAfter: (fits) => stopAt('after', fits),
    step: async () => held.shift()?.letGo(),
    wake() {
      stop = null
      for (const { letGo } of held.splice(0)) void letGo()
    },
  }
}
