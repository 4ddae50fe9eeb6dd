import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  ATTEMPTS_KEPT_MAX,
  attemptDueAt,
  BACKOFF_MS,
  type Delivery,
  GIVE_UP_MS,
  isEnded,
  newDelivery,
  type Outcome,
  RETRY_AFTER_MAX_MS,
  recordAttempt,
  resendDelivery,
} from './delivery.ts'
import type { SubscriptionId } from './ids.ts'
import type { Message } from './message.ts'

const message: Message = {
  type: 'hosts.missing',
  notificationId: 'ops~1',
  subject: 'Hosts missing [a]',
  timestamp: 0,
  total: 1,
  hosts: [],
  more: 0,
  note: null,
}
const subscriptionId = 'ops' as SubscriptionId
const fresh = () => newDelivery({ subscriptionId, sequence: 1, fence: 1, message, cutAt: 0 }, 0)
const failed: Outcome = { kind: 'failed', detail: 'HTTP 500' }
const attempt = (delivery: Delivery, outcome: Outcome, jitter = 1) =>
  recordAttempt(delivery, { at: delivery.nextAttemptAt ?? 0, durationMs: 0, outcome }, jitter)

/** Fails until it ends; returns every delivery on the way. */
function failOn(delivery: Delivery): Delivery[] {
  const steps = [delivery]
  for (let last = delivery; !isEnded(last); ) {
    last = attempt(last, failed)
    steps.push(last)
  }
  return steps
}

describe('a delivery', () => {
  test('ends sent when the receiver accepts, dead when it refuses', () => {
    expect(attempt(fresh(), { kind: 'accepted', detail: '200' }).state).toBe('sent')
    expect(attempt(fresh(), { kind: 'refused', detail: '410' }).state).toBe('dead')
  })

  test('is retried with growing pauses, and is dead after three days', () => {
    const steps = failOn(fresh())
    const pauses = steps.slice(1, BACKOFF_MS.length + 1).map((step, index) => {
      return (step.nextAttemptAt ?? 0) - (steps[index]?.nextAttemptAt ?? 0)
    })
    expect(pauses).toEqual(BACKOFF_MS)
    const last = steps.at(-1)
    expect(last?.state).toBe('dead')
    expect(last?.endedAt).toBeGreaterThan(GIVE_UP_MS - 3_600_000)
    expect(last?.endedAt).toBeLessThanOrEqual(GIVE_UP_MS)
  })

  test('keeps id and words over all attempts, and only the latest attempts', () => {
    const steps = failOn(fresh())
    for (const step of steps) {
      expect(step.id).toBe('ops~1')
      expect(step.message).toBe(message)
      expect(step.attempts.length).toBeLessThanOrEqual(ATTEMPTS_KEPT_MAX)
    }
    expect(steps.at(-1)?.attemptsTotal).toBe(steps.length - 1)
  })

  test('waits as long as the receiver asks, up to a day', () => {
    const asked = attempt(fresh(), { ...failed, retryAfterMs: 90_000 })
    expect(asked.nextAttemptAt).toBe(90_000)
    const long = attempt(fresh(), { ...failed, retryAfterMs: 1e12 })
    expect(long.nextAttemptAt).toBe(RETRY_AFTER_MAX_MS)
  })

  test('spreads its retries over the whole pause', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 0.999, noNaN: true }), (jitter) => {
        const next = attempt(fresh(), failed, jitter).nextAttemptAt ?? -1
        expect(next).toBe(Math.round(1_000 * jitter))
      }),
    )
  })

  test('that is dead can be sent again under the same id', () => {
    const again = resendDelivery(failOn(fresh()).at(-1) ?? fresh(), GIVE_UP_MS * 2)
    expect(again).toMatchObject({ id: 'ops~1', state: 'pending', nextAttemptAt: GIVE_UP_MS * 2 })
    expect(attempt(again, failed).state).toBe('retrying')
  })
})

describe('the next attempt', () => {
  const retrying = attempt(attempt(fresh(), failed), failed)
  const lastAt = retrying.attempts.at(-1)?.at ?? 0

  test('comes when it was planned', () => {
    expect(attemptDueAt(retrying, lastAt + 1)).toBe(retrying.nextAttemptAt)
  })

  test('comes at once when the clock was set back before the last one', () => {
    expect(attemptDueAt(retrying, lastAt - 3_600_000)).toBe(lastAt - 3_600_000)
  })

  test('waits for its time where another server is a few seconds ahead', () => {
    expect(attemptDueAt(retrying, lastAt - 3_000)).toBe(retrying.nextAttemptAt)
  })
})
