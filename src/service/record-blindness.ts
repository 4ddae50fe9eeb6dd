import { describeBlindness } from '../core/blindness.ts'
import type { BlindEvent } from '../core/event.ts'
import { sendMessage } from './attempt-delivery.ts'
import { changeListener } from './change-listener.ts'
import type { Context } from './context.ts'
import { SUBSCRIPTIONS_MAX } from './fan-out.ts'
import { listAll } from './list-all.ts'
import type { Listener } from './record-kinds.ts'

const PENDING_EVENTS_MAX = 50

/**
 * Puts blindness that is not on record yet into the listener's outbox, from where fan-out places
 * it. If the store cannot take it and people must hear of it, they are told without a record.
 */
export async function recordBlindness(ctx: Context): Promise<void> {
  const { untold } = ctx.listening
  if (untold.length === 0) return
  try {
    await store(ctx, untold)
    forget(ctx, untold)
  } catch (error) {
    ctx.log.warn({ error, events: untold.length }, 'blindness cannot be recorded yet')
    const insisting = untold.filter((event) => event.insist)
    if (insisting.length === 0) return
    forget(ctx, insisting)
    await tellUnrecorded(ctx, insisting)
  }
}

async function store(ctx: Context, events: readonly BlindEvent[]): Promise<void> {
  const { windows, insistedAt } = ctx.listening
  await changeListener(ctx, ctx.settings.listenerName, (listener) => ({
    ...listener,
    windows,
    insistedAt,
    pendingEvents: pendingWith(listener, events),
  }))
}

/** A listener's outbox with more in it. What is there already came with a write of unknown end. */
export function pendingWith(
  { pendingEvents }: Listener,
  events: readonly BlindEvent[],
): Listener['pendingEvents'] {
  const known = new Set(pendingEvents.map(({ id }) => id))
  const fresh = events.filter(({ id }) => !known.has(id))
  return [...pendingEvents, ...fresh].slice(-PENDING_EVENTS_MAX)
}

function forget(ctx: Context, events: readonly BlindEvent[]): void {
  const ids = new Set(events.map((event) => event.id))
  const untold = ctx.listening.untold.filter((event) => !ids.has(event.id))
  ctx.listening = { ...ctx.listening, untold }
}

/** The id is the event's, so a receiver that hears it twice can tell. */
async function tellUnrecorded(ctx: Context, events: readonly BlindEvent[]): Promise<void> {
  const [event] = events
  if (event === undefined) return
  const subscriptions = await listAll(ctx.records, 'subscription', SUBSCRIPTIONS_MAX)
  const message = {
    type: 'flatline.blind',
    notificationId: event.id,
    timestamp: event.noticedAt,
    ...describeBlindness(events),
  } as const
  await Promise.all(
    subscriptions
      .filter(({ value }) => value.state === 'active')
      .map(({ value }) => sendMessage(ctx, value, message)),
  )
}
