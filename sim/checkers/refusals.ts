/** L3: who has refused for good is left alone, until somebody changes the subscription. */
import type { Delivery } from '../../src/core/delivery.ts'
import type { Truth } from '../world/truth.ts'
import type { Referee } from './referee.ts'
import type { Rule } from './rules.ts'

/** Whoever reads a subscription before an attempt has written what came of it by then. */
const ATTEMPT_MS = 60_000

export function refusalRules(truth: Truth, referee: Referee): Rule {
  const changedAt = new Map<string, number>()
  /** Excuses there were when a receiver refused, by subscription. */
  const refused = new Map<string, number>()

  const ended = ({ subscriptionId, state, attempts }: Delivery) => {
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
    wired({ message: { notificationId: id } }) {
      const subscriptionId = id.slice(0, id.lastIndexOf('~'))
      if (refused.get(subscriptionId) !== truth.excuses) return
      referee.violate('L3', `${id} is sent to somebody who has refused for good`)
    },
  }
}
