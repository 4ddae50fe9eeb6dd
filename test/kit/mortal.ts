import type { Context } from '../../src/service/context.ts'

/** What a dead process throws at whoever still runs in it. */
export class Died extends Error {}

export interface Mortal {
  readonly ctx: Context
  /** Port calls made so far. */
  calls(): number
}

/**
 * The same context, in a process that dies at its n-th port call (1 for the first): just before the
 * call takes effect, or just after, when the effect is there and the answer is lost.
 */
export function mortal(ctx: Context, diesAtCall: number, moment: 'before' | 'after'): Mortal {
  let calls = 0
  const step = async <T>(call: () => Promise<T>): Promise<T> => {
    calls += 1
    if (calls > diesAtCall) throw new Died()
    if (calls === diesAtCall && moment === 'before') throw new Died()
    const answer = await call()
    if (calls >= diesAtCall) throw new Died()
    return answer
  }
  const { pulses, records, channels } = ctx
  const guarded: Context = {
    ...ctx,
    pulses: {
      ...pulses,
      beat: (beats) => step(() => pulses.beat(beats)),
      read: (hostIds) => step(() => pulses.read(hostIds)),
      settle: (recorded) => step(() => pulses.settle(recorded)),
    },
    records: {
      ...records,
      get: (kind, ids) => step(() => records.get(kind, ids)),
      write: (writes) => step(() => records.write(writes)),
      list: (kind, query) => step(() => records.list(kind, query)),
    },
    channels: {
      ...channels,
      log: {
        ...channels.log,
        send: (target, message, subscription) =>
          step(() => channels.log.send(target, message, subscription)),
      },
    },
  }
  return { ctx: guarded, calls: () => calls }
}
