import type { Delivery } from '../../src/contract/delivery.ts'
import type { Incident } from '../../src/contract/incident.ts'
import type { Received } from '../kit/webhook-receiver.ts'
import {
  type Disturbance,
  type History,
  longestCalmMs,
  type Telling,
  trueInstant,
} from './history.ts'

/** Grouping, sending, and a machine that has other work. */
const TOLD_WITHIN_MS = 5_000
const INTERRUPTING = new Set<Disturbance['kind']>(['kill', 'restart', 'disk'])
/** Half an hour is the longest that a delivery of a few minutes may wait for its next attempt. */
const WAIT_MS_MAX = 30 * 60_000

/**
 * - The same id always carries the same words, and is a delivery that is stored.
 * - Every delivery ends: sent if the receiver took it, or dead with a reason.
 * - A message that was taken comes again only where its outcome could not be recorded.
 * - Per host: missing before recovered, each once. Who was there all the time hears of every
 *   incident that was open long enough, and of the end of each that was told.
 */
export function messageFaults(
  history: Pick<History, 'clock' | 'disturbances' | 'shown'>,
  telling: Telling,
): string[] {
  const interruptions = interruptionsOf(history.disturbances) + telling.broughtBack
  const copies = copiesOf(telling.received)
  const faults = [
    ...[...copies].flatMap(([id, same]) => copyFaults(id, same, telling.deliveries)),
    ...repetitionFaults(copies, interruptions),
    ...telling.deliveries.flatMap((each) => endFaults(telling, each, copies.get(each.id) ?? [])),
    ...history.shown.incidents.flatMap((each) => tellingFaults(history, telling, each)),
  ]
  return faults.map((fault) => `${telling.name}: ${fault}`)
}

type Copies = ReadonlyMap<string, readonly Received[]>

function copiesOf(received: readonly Received[]): Copies {
  const copies = new Map<string, Received[]>()
  for (const each of received) copies.set(each.id, [...(copies.get(each.id) ?? []), each])
  return copies
}

function copyFaults(
  id: string,
  same: readonly Received[],
  deliveries: readonly Delivery[],
): string[] {
  const bodies = new Set(same.map(({ body }) => body))
  const unnamed = same.filter(({ message }) => message.data.more > 0)
  return [
    ...(bodies.size === 1 ? [] : [`${id} came in ${bodies.size} wordings`]),
    ...(deliveries.some((each) => each.id === id) ? [] : [`${id} is not stored`]),
    ...(unnamed.length === 0 ? [] : [`${id} names more hosts than this check can follow`]),
  ]
}

/**
 * What can come between sending and recording. One message of a mailbox at a time is under way, so
 * that each can repeat one.
 */
function interruptionsOf(disturbances: readonly Disturbance[]): number {
  return disturbances.filter(({ kind }) => INTERRUPTING.has(kind)).length
}

function repetitionFaults(copies: Copies, interruptions: number): string[] {
  const extra = [...copies.values()].reduce((sum, same) => sum + afterTaken(same), 0)
  if (extra <= interruptions) return []
  return [`${extra} copies of what was taken, for ${interruptions} interruptions`]
}

/** Copies that came although one before them had got its 200. */
function afterTaken(same: readonly Received[]): number {
  const taken = same.findIndex(({ answered }) => answered === 200)
  return taken < 0 ? 0 : same.length - 1 - taken
}

function endFaults(
  { name }: Telling,
  { id, state, attempts }: Delivery,
  same: readonly Received[],
): string[] {
  const taken = same.some(({ answered }) => answered === 200)
  if (state === 'sent') return taken ? [] : [`${id} is recorded as sent, and nobody took it`]
  if (state !== 'dead') return [`${id} is still ${state}`]
  const last = attempts.at(-1)
  // After an interruption it may have come again, and then been refused for good.
  if (same.at(-1)?.answered === 200) return [`${id} is dead although it was taken`]
  if (name !== 'gone') return [`${id} is dead: ${last?.detail}`]
  const reasoned = last?.outcome === 'refused' && last.detail !== ''
  return reasoned ? [] : [`${id} is dead without a reason`]
}

function tellingFaults(
  { clock, disturbances, shown }: Pick<History, 'clock' | 'disturbances' | 'shown'>,
  { name, received }: Telling,
  incident: Incident,
): string[] {
  const { id, resolvedAt } = incident
  const missing = firstOf(received, 'hosts.missing', id)
  const recovered = firstOf(received, 'hosts.recovered', id)
  const twice = [missing, recovered].some((ids) => ids.length > 1)
  const faults = twice ? [`${id} is told by several messages`] : []
  const [opening] = missing
  const [ending] = recovered
  if (opening !== undefined && ending !== undefined && ending.order < opening.order) {
    faults.push(`${id} is told to be over before it is told`)
  }
  if (name === 'gone') return faults
  if (opening === undefined && ending !== undefined) faults.push(`only the end of ${id} is told`)
  if (opening !== undefined && ending === undefined && resolvedAt !== null) {
    faults.push(`the end of ${id} is not told`)
  }
  const openFrom = trueInstant(clock, incident.noticedAt)
  const openTo = resolvedAt === null ? shown.at : trueInstant(clock, resolvedAt)
  const wasTellable =
    name === 'healthy' && longestCalmMs(disturbances, openFrom, openTo) > TOLD_WITHIN_MS
  const mustBeTold = resolvedAt === null || wasTellable
  if (opening === undefined && mustBeTold) faults.push(`${id} is not told`)
  return faults
}

/** The messages that tell this of the incident, each with the place of its first copy. */
function firstOf(received: readonly Received[], type: string, incidentId: string) {
  const ids = new Map<string, number>()
  for (const [order, { id, message }] of received.entries()) {
    const tells = message.data.hosts.some((host) => host.incidentId === incidentId)
    if (message.type === type && tells && !ids.has(id)) ids.set(id, order)
  }
  return [...ids].map(([id, order]) => ({ id, order }))
}

/** A next attempt so far ahead is not a pause between attempts: nobody would hear of it in time. */
export function waitFaults({ name, deliveries }: Telling, serverNow: number): string[] {
  return deliveries.flatMap(({ id, state, nextAttemptAt }) => {
    const waitMs = Date.parse(nextAttemptAt ?? '') - serverNow
    if (state !== 'retrying' || !(waitMs > WAIT_MS_MAX)) return []
    return [`${name}: ${id} is to be attempted again in ${Math.round(waitMs / 60_000)} minutes`]
  })
}
