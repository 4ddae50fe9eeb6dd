/**
 * What receivers may hear:
 *
 * - S6  all attempts of one delivery have the same words; a copy beyond the first that was taken
 *       needs an excuse: a crash, a lost answer, a write that failed
 * - S7  per subscription and host: missing before whatever ends it
 */
import type { Message } from '../../src/core/message.ts'
import type { Truth } from '../world/truth.ts'
import type { Referee } from './referee.ts'
import type { Rule } from './rules.ts'

interface Known {
  readonly body: string
  /** Excuses there were when it was last taken; null: it never was. */
  taken: number | null
}

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

  return {
    wired({ url, message, taken }) {
      const { notificationId: id, more } = message
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
