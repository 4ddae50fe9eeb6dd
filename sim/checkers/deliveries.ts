/**
 * What may be written about deliveries; what they are made of: composing.ts, claims.ts
 *
 * - S6  the words of a delivery never change
 * - L3  it is dead for a reason only: the receiver refused it, or days have passed; and what was
 *       refused is not tried again
 */
import type { Delivery } from '../../src/core/delivery.ts'
import { claimRules } from './claims.ts'
import { composingRules } from './composing.ts'
import type { Referee } from './referee.ts'
import type { Rule } from './rules.ts'

/** Nobody gives up before: what a receiver may suffer in a night, or over a weekend. */
const PATIENCE_MS = 48 * 3_600_000

export function deliveryRules(referee: Referee): Rule {
  const parts = [claimRules(referee), composingRules(referee)]
  const changed = (before: Delivery, after: Delivery) => {
    const { id, message } = after
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

  return {
    wrote(written) {
      for (const part of parts) part.wrote?.(written)
      if (written.kind !== 'delivery' || written.after === null) return
      if (written.before !== undefined) changed(written.before, written.after)
    },
  }
}
