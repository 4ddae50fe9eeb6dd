/** What breaks the telling: each event reaches each mailbox once, and leaves it once, in order. */
const FAN_OUT = 'src/service/fan-out.ts'
const MAILBOX = 'src/core/mailbox.ts'
const DISPATCH = 'src/service/dispatch.ts'
const GATHER = 'src/service/gather-delivery.ts'
const CLAIM = 'src/service/claim-entries.ts'
const DISPATCHER = 'src/runtime/server/dispatcher.ts'

const PAIRS_TOLD = {
  file: MAILBOX,
  find: 'if (opening !== undefined) paired.add(opening).add(id)',
  replace: '',
}
const NOT_DEFERRED = {
  file: MAILBOX,
  find: 'if (isHostEvent(event) && first.get(event.hostId) !== event) continue',
  replace: '',
}

export const TELLING = [
  {
    name: 'outbox-cleared-before-mailboxes-are-filled',
    breaks: ['S5', 'S7'],
    wishes: { hosts: 20, minutes: 60, faults: ['crash', 'outage'] },
    edits: [
      {
        file: FAN_OUT,
        find: 'await placeEvents(ctx, placed, subscriptions)\n  const',
        replace: 'const',
      },
      {
        file: FAN_OUT,
        find: 'const cleared = await writeAll(ctx.records, clears)',
        replace:
          'const cleared = await writeAll(ctx.records, clears)\n' +
          '  await placeEvents(ctx, placed, subscriptions)',
      },
    ],
  },
  {
    name: 'outbox-never-cleared',
    breaks: ['L3'],
    file: FAN_OUT,
    find: 'const cleared = await writeAll(ctx.records, clears)',
    replace: 'const cleared = await writeAll(ctx.records, clears.slice(clears.length))',
  },
  {
    name: 'fan-out-skips-the-last-subscription',
    breaks: ['S5'],
    file: FAN_OUT,
    find: 'return subscriptions.map(({ value }) => value)',
    replace: 'return subscriptions.slice(0, -1).map(({ value }) => value)',
  },
  {
    name: 'mailbox-that-cannot-be-filled-skipped',
    breaks: ['S5'],
    wishes: { hosts: 20, minutes: 40, faults: ['disk', 'outage'] },
    file: FAN_OUT,
    find: 'await writeAll(ctx.records, writes)\n',
    replace: 'await writeAll(ctx.records, writes).catch(() => [])\n',
  },
  {
    name: 'entry-id-without-the-transition',
    breaks: ['S5', 'S7', 'L4'],
    file: 'src/core/ids.ts',
    find: 'return `${subscriptionId}${JOINT}${eventId}`',
    replace: "return `${subscriptionId}${JOINT}${eventId.replace(/~[a-z]+$/, '')}`",
  },
  {
    name: 'entry-id-without-the-subscription',
    breaks: ['S5', 'S7', 'L4'],
    file: 'src/core/ids.ts',
    find: 'return `${subscriptionId}${JOINT}${eventId}`',
    replace: 'return `${subscriptionId.slice(0, 0)}${JOINT}${eventId}`',
  },
  {
    name: 'pairs-told',
    breaks: ['S7'],
    wishes: { hosts: 20, minutes: 60, faults: ['channel', 'outage'] },
    edits: [PAIRS_TOLD],
  },
  {
    name: 'end-told-though-its-beginning-was-dropped',
    breaks: ['S7'],
    file: MAILBOX,
    find: 'if (opening !== undefined) paired.add(opening).add(id)',
    replace: 'if (opening !== undefined) paired.add(opening)',
  },
  {
    name: 'later-events-of-a-host-not-deferred',
    breaks: ['S7'],
    wishes: { hosts: 20, minutes: 60, faults: ['channel', 'outage'] },
    edits: [NOT_DEFERRED],
  },
  {
    name: 'recovered-told-before-missing',
    breaks: ['S7'],
    edits: [
      PAIRS_TOLD,
      NOT_DEFERRED,
      {
        file: MAILBOX,
        find: "'host.missing',\n  'host.recovered',\n  'host.withdrawn',\n  'host.registered',",
        replace: "'host.recovered',\n  'host.missing',\n  'host.withdrawn',\n  'host.registered',",
      },
    ],
  },
  {
    name: 'silence-ignored',
    breaks: ['S9'],
    wishes: { hosts: 20, minutes: 60, faults: ['operator', 'outage'] },
    file: 'src/core/silence.ts',
    find:
      'return isHostEvent(event) ? active.find(({ match }) => matches(match, event)) ' +
      ': undefined',
    replace: 'return active.find(() => !isHostEvent(event) && !matches({}, event))',
  },
  {
    name: 'claimed-without-a-fence',
    breaks: ['S5'],
    file: CLAIM,
    find: 'const claims = left.map(({ value }) => ({ ...value, ...claim }))',
    replace: 'const claims = left.map(({ value }) => ({ ...value, deliveryId: claim.deliveryId }))',
  },
  {
    name: 'claims-of-a-dead-attempt-told-without-the-new-fence',
    breaks: ['S5'],
    wishes: { hosts: 20, minutes: 60, faults: ['crash', 'outage'] },
    edits: [
      {
        file: GATHER,
        find: '...claimed.filter(({ value }) => value.event.kind === kind),\n',
        replace: '',
      },
      {
        file: GATHER,
        find: 'const events = claims.entries.map((entry) => entry.event)',
        replace:
          'const events = [...claimed.map(({ value }) => value), ' +
          '...claims.entries].map((entry) => entry.event)',
      },
    ],
  },
  {
    name: 'composed-without-claiming',
    breaks: ['S5', 'L3'],
    file: CLAIM,
    find: 'const applied = await rewriteEntries(ctx, claims, left)',
    replace: 'const applied = claims.map(() => true)',
  },
  {
    name: 'delivery-stored-before-the-mailbox-knows-of-it',
    breaks: ['S8'],
    file: GATHER,
    find:
      'const kept = await keepLease(ctx, held, { gathering: null, composed: delivery ' +
      '})\n' +
      '  if (kept === null) return\n' +
      '  await storeComposed(ctx, delivery)',
    replace:
      'await storeComposed(ctx, delivery)\n' +
      '  await keepLease(ctx, held, { gathering: null, composed: delivery })',
  },
  {
    name: 'number-of-a-delivery-left-out',
    breaks: ['S8'],
    file: DISPATCH,
    find: 'return { sequence: sequence + 1, cutAt: knownCut(latest.cutAt, now) }',
    replace: 'return { sequence: sequence + 2, cutAt: knownCut(latest.cutAt, now) }',
  },
  {
    name: 'retry-overtaken-by-the-next-delivery',
    breaks: ['S7', 'L3'],
    wishes: { hosts: 40, minutes: 60, faults: ['channel', 'flapping', 'loss'] },
    edits: [
      {
        file: DISPATCH,
        find: 'if (unsent !== undefined) {',
        replace: 'if (unsent !== undefined && (unsent.value.nextAttemptAt ?? 0) <= now) {',
      },
      {
        file: DISPATCH,
        find: 'a.value.sequence - b.value.sequence',
        replace: '(a.value.nextAttemptAt ?? 0) - (b.value.nextAttemptAt ?? 0)',
      },
    ],
  },
  {
    name: 'group-interval-in-minutes',
    breaks: ['L4'],
    file: MAILBOX,
    find: 'cutAt + subscription.groupIntervalMs',
    replace: 'cutAt + subscription.groupIntervalMs * 60',
  },
  {
    name: 'mailbox-never-free-again',
    breaks: ['L3', 'L4'],
    file: DISPATCHER,
    find: 'running.delete(id)',
    replace: '',
  },
  {
    name: 'mailboxes-looked-at-now-and-then-only',
    breaks: ['L4'],
    edits: [
      {
        file: DISPATCHER,
        find: 'AT_ALL_EVERY_MS = 30_000',
        replace: 'AT_ALL_EVERY_MS = 1_800_000',
      },
      {
        file: FAN_OUT,
        find: 'ctx.dueMailboxes.set(subscription.id, now + ctx.records.lagMs)',
        replace: '',
      },
      {
        file: DISPATCHER,
        find: 'if (due !== null) sooner(ctx, id, due)',
        replace: '',
      },
    ],
  },
]
