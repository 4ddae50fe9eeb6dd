/**
 * What may be written about deliveries:
 *
 * - S6  the words of a delivery never change
 * - S8  a mailbox counts its deliveries up, one by one; a delivery is composed by who holds its
 *       lease
 * - L3  it is dead for a reason only: the receiver refused it, or days have passed; and what was
 *       refused is not tried again
 *
 * And what it is made of: ./claims.ts
 */
import type { Delivery } from '../../src/core/delivery.ts'
import type { Mailbox } from '../../src/service/record-kinds.ts'
import { claimRules } from './claims.ts'
import type { Referee } from './referee.ts'
import type { Rule } from './rules.ts'

/** Nobody gives up before: what a receiver may suffer in a night, or over a weekend. */
const PATIENCE_MS = 48 * 3_600_000

export function deliveryRules(referee: Referee): Rule {
  const composed = new Map<string, number>()

  const deliveryChanged = (before: Delivery | undefined, after: Delivery) => {
    const { id, message } = after
    if (before === undefined) {
      if (composed.get(id) !== after.fence) {
        referee.violate('S8', `${id} was stored by an attempt that did not hold its mailbox`)
      }
      return
    }
    if (JSON.stringify(before.message) !== JSON.stringify(message)) {
      referee.violate('S6', `${id} has changed its words`)
    }
    if (before.state === 'retrying' && after.state === 'sent') {
      referee.sometimes('a delivery that was sent after a retry')
    }
    judgeEnd(after)
  }

  const judgeEnd = ({ id, state, attempts, startedAt, endedAt }: Delivery) => {
    const refused = attempts.at(-1)?.outcome === 'refused'
    if (state === 'retrying' && refused) referee.violate('L3', `${id} was refused, and goes on`)
    if (state !== 'dead' || refused) return
    const triedMs = (endedAt ?? startedAt) - startedAt
    if (triedMs < PATIENCE_MS) referee.violate('L3', `${id} was given up after ${triedMs} ms`)
  }

  const mailboxChanged = (before: Mailbox | undefined, after: Mailbox) => {
    const { subscriptionId, sequence } = after
    const former = before?.sequence ?? 0
    if (sequence < former || sequence > former + 1) {
      referee.violate('S8', `${subscriptionId} went from delivery ${former} to ${sequence}`)
    }
    if (after.composed !== null) composed.set(after.composed.id, after.composed.fence)
    if ((before?.disputed.length ?? 0) < after.disputed.length) {
      referee.sometimes('a delivery that is gathered anew')
    }
  }

  const claims = claimRules(referee)
  return {
    wrote(written) {
      claims.wrote?.(written)
      if (written.kind === 'delivery' && written.after !== null) {
        deliveryChanged(written.before, written.after)
      }
      if (written.kind === 'mailbox' && written.after !== null) {
        mailboxChanged(written.before, written.after)
      }
    },
  }
}
