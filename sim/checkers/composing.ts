/**
 * How a mailbox becomes deliveries:
 *
 * - S5  each tells what is claimed for it, no more and no less
 * - S8  a mailbox counts its deliveries up, one by one; a delivery is composed by who holds its
 *       lease
 */
import type { Delivery } from '../../src/core/delivery.ts'
import type { Entry } from '../../src/core/mailbox.ts'
import type { Mailbox } from '../../src/service/record-kinds.ts'
import type { Referee } from './referee.ts'
import type { Rule } from './rules.ts'

export function composingRules(referee: Referee): Rule {
  const composed = new Map<string, number>()
  /** How many entries are claimed, by delivery and fence. */
  const claimed = new Map<string, number>()

  const count = ({ deliveryId, fence }: Entry, by: 1 | -1) => {
    if (deliveryId === null) return
    const key = `${deliveryId} ${fence}`
    claimed.set(key, (claimed.get(key) ?? 0) + by)
  }

  const judgeComposed = ({ id, fence, message }: Delivery) => {
    composed.set(id, fence)
    const own = claimed.get(`${id} ${fence}`) ?? 0
    if (message.type === 'flatline.blind' || own === message.total) return
    referee.violate('S5', `${id} is to tell ${message.total} events, and ${own} are claimed`)
  }

  const mailboxChanged = (before: Mailbox | undefined, after: Mailbox) => {
    const { subscriptionId, sequence } = after
    const former = before?.sequence ?? 0
    if (sequence < former || sequence > former + 1) {
      referee.violate('S8', `${subscriptionId} went from delivery ${former} to ${sequence}`)
    }
    const isNew = before?.composed?.fence !== after.composed?.fence
    if (after.composed !== null && isNew) judgeComposed(after.composed)
    if ((before?.disputed.length ?? 0) < after.disputed.length) {
      referee.sometimes('a delivery that is gathered anew')
    }
  }

  return {
    wrote(written) {
      if (written.kind === 'entry') {
        if (written.before !== undefined) count(written.before, -1)
        if (written.after !== null) count(written.after, 1)
      }
      if (written.kind === 'mailbox' && written.after !== null) {
        mailboxChanged(written.before, written.after)
      }
      if (written.kind !== 'delivery' || written.after === null) return
      const { id, fence } = written.after
      if (written.before === undefined && composed.get(id) !== fence) {
        referee.violate('S8', `${id} was stored by an attempt that did not hold its mailbox`)
      }
    },
  }
}
