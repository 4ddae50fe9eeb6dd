/**
 * What may be written about deliveries:
 *
 * - S6  the words of a delivery never change
 * - S8  a mailbox counts its deliveries up, one by one; a delivery is composed by who holds its
 *       lease
 */
import type { Delivery } from '../../src/core/delivery.ts'
import type { Mailbox } from '../../src/service/record-kinds.ts'
import type { Referee } from './referee.ts'
import type { Rule } from './rules.ts'

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

  return {
    wrote(written) {
      if (written.kind === 'delivery' && written.after !== null) {
        deliveryChanged(written.before, written.after)
      }
      if (written.kind === 'mailbox' && written.after !== null) {
        mailboxChanged(written.before, written.after)
      }
    },
  }
}
