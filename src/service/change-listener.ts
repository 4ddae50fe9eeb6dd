import type { Context } from './context.ts'
import type { Listener } from './record-kinds.ts'
import { writeRecord } from './write-record.ts'

const ATTEMPTS_MAX = 8

/**
 * Changes the record of a listener, which is made if there is none; starts over if others wrote it
 * meanwhile. Throws if they keep doing so.
 */
export async function changeListener(
  ctx: Context,
  name: string,
  change: (listener: Listener) => Listener,
): Promise<Listener> {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const [before] = await ctx.records.get('listener', [name])
    const value = change(before?.value ?? newListener(name))
    if (await writeRecord(ctx, 'listener', name, value, before?.version ?? 0)) return value
  }
  throw new Error('the listener record is being changed by others all the time')
}

function newListener(name: string): Listener {
  return { name, windows: [], insistedAt: 0, pendingEvents: [], presence: null }
}
