/** What breaks the sending: send, then record; the same words each time; until it is sent. */
const ATTEMPT = 'src/service/attempt-delivery.ts'
const DELIVERY = 'src/core/delivery.ts'

export const SENDING = [
  {
    name: 'marked-as-sent-before-it-is-sent',
    breaks: ['S6'],
    edits: [
      {
        file: ATTEMPT,
        find:
          'const outcome = await sendMessage(ctx, subscription.value, ' +
          'delivery.value.message)\n',
        replace: "const outcome: Outcome = { kind: 'accepted', detail: '' }\n",
      },
      {
        file: ATTEMPT,
        find: "ctx.meter.count('flatline_deliveries_total', 1, { outcome: after.state })",
        replace: 'await sendMessage(ctx, subscription.value, delivery.value.message)',
      },
    ],
  },
  {
    name: 'failed-attempt-counted-as-sent',
    breaks: ['S6'],
    file: DELIVERY,
    find: "if (outcome.kind === 'accepted') return",
    replace: "if (outcome.kind !== 'refused') return",
  },
  {
    name: 'outcome-not-recorded',
    breaks: ['S6'],
    file: ATTEMPT,
    find:
      "await ctx.records.write([{ kind: 'delivery', id, value: after, ifVersion: " +
      'delivery.version }])',
    replace: '',
  },
  {
    name: 'retry-under-a-new-id',
    breaks: ['S6'],
    file: DELIVERY,
    find: "return { ...tried, state: 'retrying', failures: delivery.failures + 1, nextAttemptAt }",
    replace:
      'const message = { ...delivery.message, notificationId: ' +
      '`${delivery.id}-${tried.attemptsTotal}` }\n' +
      "  return { ...tried, message, state: 'retrying', failures: delivery.failures " +
      '+ 1, nextAttemptAt }',
  },
  {
    name: 'retry-in-new-words',
    breaks: ['S6'],
    file: ATTEMPT,
    find: 'sendMessage(ctx, subscription.value, delivery.value.message)',
    replace:
      'sendMessage(ctx, subscription.value, { ...delivery.value.message, timestamp: ' +
      'started.wallMs })',
  },
  {
    name: 'gives-up-after-the-first-failure',
    breaks: ['L3'],
    file: DELIVERY,
    find: 'if (nextAttemptAt - delivery.startedAt > GIVE_UP_MS) {',
    replace: 'if (nextAttemptAt > delivery.startedAt) {',
  },
  {
    name: 'gives-up-after-minutes',
    breaks: ['L3'],
    wishes: { hosts: 20, minutes: 60, faults: ['channel', 'outage'] },
    file: DELIVERY,
    find: 'export const GIVE_UP_MS = 72 * 3_600_000',
    replace: 'export const GIVE_UP_MS = 72 * 3_600',
  },
  {
    name: 'retry-after-taken-for-seconds',
    breaks: ['L3'],
    wishes: { hosts: 20, minutes: 60, faults: ['channel', 'outage'] },
    file: DELIVERY,
    find: 'Math.min(retryAfterMs, RETRY_AFTER_MAX_MS)',
    replace: 'Math.min(retryAfterMs * 1_000, RETRY_AFTER_MAX_MS)',
  },
  {
    name: 'refused-message-sent-again',
    breaks: ['L3'],
    file: DELIVERY,
    find:
      "if (outcome.kind === 'refused') return { ...tried, state: 'dead', " +
      'nextAttemptAt: null, endedAt }',
    replace: '',
    wishes: { hosts: 8, minutes: 120, faults: ['channel', 'outage', 'operator'] },
  },
  {
    name: 'receiver-that-is-gone-not-disabled',
    breaks: ['L3'],
    file: ATTEMPT,
    find: "if (outcome.kind === 'refused') await disable(ctx, subscription, outcome.detail)",
    replace: '',
    wishes: { hosts: 8, minutes: 120, faults: ['channel', 'outage', 'operator'] },
  },
]
