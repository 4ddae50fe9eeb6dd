/**
 * What receivers may hear:
 *
 * - S6  all attempts of one delivery have the same words; a copy beyond the first that was taken
 *       needs an excuse: a crash, a lost answer, a write that failed; what is on record as sent was
 *       taken
 * - S7  per subscription and host: missing before whatever ends it
 * - L3  who has refused is left alone: refusals.ts
 */
import type { Message } from '../../src/core/message.ts'
import type { Truth } from '../world/truth.ts'
import type { Referee } from './referee.ts'
import { refusalRules } from './refusals.ts'
import type { Rule } from './rules.ts'

/** `untouched`: who asked for the same all the time; others may hear an end alone. */
export function wireRules(
  truth: Truth,
  referee: Referee,
  untouched: (notificationId: string) => boolean,
): Rule {
  const bodies = new Map<string, string>()
  /** Excuses there were when a receiver last took a message. */
  const copies = new Map<string, number>()
  const openings = new Set<string>()
  /** Those who were told of more than a message names. */
  const clipped = new Set<string>()

  const judgeCopy = (id: string, excuses: number | undefined) => {
    if (excuses === undefined) return
    referee.sometimes('a copy of a message')
    if (excuses === truth.excuses) {
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

  const refusals = refusalRules(truth, referee)
  return {
    wrote(written) {
      refusals.wrote?.(written)
      if (written.kind !== 'delivery' || written.after?.state !== 'sent') return
      if (copies.has(written.id)) return
      referee.violate('S6', `${written.id} is on record as sent, and nobody has taken it`)
    },
    wired(wired) {
      refusals.wired?.(wired)
      const { url, message, taken } = wired
      const { notificationId: id, more } = message
      const body = JSON.stringify(message)
      const former = bodies.get(id) ?? body
      bodies.set(id, former)
      if (former !== body) referee.violate('S6', `${id} was sent in other words`)
      if (!taken) return
      if (more > 0) clipped.add(url)
      if (!isUnrecorded(id)) judgeCopy(id, copies.get(id))
      if (!copies.has(id) && untouched(id)) judgeOrder(url, message)
      copies.set(id, truth.excuses)
    },
  }
}

/** What is told without a record has one id for all who hear it. */
function isUnrecorded(notificationId: string): boolean {
  return notificationId.startsWith('flatline~')
}
