/**
 * What receivers may hear:
 *
 * - S6  all attempts of one delivery have the same words; a copy beyond the first that was taken
 *       needs an excuse: a crash, a lost answer, a write that failed; what is on record as sent was
 *       taken
 * - S7  per subscription and host: missing before whatever ends it
 * - L3  who has refused for good is left alone, until somebody changes the subscription
 */
import type { Delivery } from '../../src/core/delivery.ts'
import type { Message } from '../../src/core/message.ts'
import type { Truth } from '../world/truth.ts'
import type { Referee } from './referee.ts'
import type { Rule } from './rules.ts'

interface Known {
  readonly body: string
  /** Excuses there were when it was last taken; null: it never was. */
  taken: number | null
}

/** Whoever reads a subscription before an attempt has written what came of it by then. */
const ATTEMPT_MS = 60_000

/** `untouched`: who asked for the same all the time; others may hear an end alone. */
export function wireRules(
  truth: Truth,
  referee: Referee,
  untouched: (notificationId: string) => boolean,
): Rule {
  const messages = new Map<string, Known>()
  const openings = new Set<string>()
  /** Those who were told of more than a message names. */
  const clipped = new Set<string>()

  const judgeCopy = (id: string, known: Known) => {
    if (known.taken === null) return
    referee.sometimes('a copy of a message')
    if (known.taken === truth.excuses) {
      referee.violate('S6', `${id} was taken twice, and nothing had gone wrong`)
    }
  }

  const judgeOrder = (url: string, { notificationId: id, type, hosts }: Message) => {
    if (type === 'flatline.blind' || type === 'hosts.registered') return
    for (const { hostId, incidentId } of hosts) {
      const key = `${url} ${hostId} ${incidentId}`
      if (type === 'hosts.missing') openings.add(key)
      else if (!openings.has(key) && !clipped.has(url)) {
        referee.violate('S7', `${id} tells the end of ${incidentId} before its beginning`)
      }
    }
  }

  const changedAt = new Map<string, number>()
  /** Excuses there were when a receiver refused, by subscription. */
  const refused = new Map<string, number>()

  const ended = ({ id, subscriptionId, state, attempts }: Delivery) => {
    if (state === 'sent' && (messages.get(id)?.taken ?? null) === null) {
      referee.violate('S6', `${id} is on record as sent, and nobody has taken it`)
    }
    if (state !== 'dead' || attempts.at(-1)?.outcome !== 'refused') return
    const changed = changedAt.get(subscriptionId) ?? Number.NEGATIVE_INFINITY
    if (referee.now - changed > ATTEMPT_MS) refused.set(subscriptionId, truth.excuses)
  }

  return {
    wrote(written) {
      if (written.kind === 'delivery' && written.after !== null) ended(written.after)
      if (written.kind !== 'subscription') return
      changedAt.set(written.id, referee.now)
      refused.delete(written.id)
    },
    wired({ url, message, taken }) {
      const { notificationId: id, more } = message
      if (refused.get(id.slice(0, id.lastIndexOf('~'))) === truth.excuses) {
        referee.violate('L3', `${id} is sent to somebody who has refused for good`)
      }
      const body = JSON.stringify(message)
      const known = messages.get(id) ?? { body, taken: null }
      messages.set(id, known)
      if (known.body !== body) referee.violate('S6', `${id} was sent in other words`)
      if (!taken) return
      if (more > 0) clipped.add(url)
      judgeCopy(id, known)
      if (known.taken === null && untouched(id)) judgeOrder(url, message)
      known.taken = truth.excuses
    },
  }
}
