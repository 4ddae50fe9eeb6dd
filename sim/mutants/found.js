/** What the simulation has found, and was mended: each puts the source back to what it was. */
const TWO_REGIONS = { hosts: 60, minutes: 600, faults: ['delay', 'outage', 'loss', 'disk'] }

export const FOUND = [
  {
    name: 'retry-waits-as-long-as-the-clock-went-back',
    breaks: ['L3', 'L4'],
    wishes: { hosts: 8, minutes: 40, intervalSeconds: 10, faults: ['clock', 'channel', 'outage'] },
    file: 'src/core/delivery.ts',
    find: "if (state === 'pending' || lastAt - now > CLOCKS_DISAGREE_MS) return now",
    replace: "if (state === 'pending' || Number.isNaN(lastAt)) return now",
  },
  {
    name: 'takeover-blames-older-pulses',
    breaks: ['S1'],
    engine: 'regions',
    wishes: TWO_REGIONS,
    file: 'src/service/take-over.ts',
    find: 'if (isNew) await listenAnew(ctx)',
    replace: 'void [isNew, listenAnew]',
  },
  {
    name: 'failed-write-not-looked-at-again',
    breaks: ['L1', 'L2'],
    wishes: { hosts: 20, minutes: 40, intervalSeconds: 10, faults: ['disk', 'flapping', 'outage'] },
    file: 'src/service/settle-hosts.ts',
    find: 'doubt(ctx, write.value.hostId)',
    replace: 'void doubt',
  },
  {
    name: 'moved-host-judged-by-the-default-timing',
    breaks: ['S1'],
    engine: 'regions',
    wishes: TWO_REGIONS,
    file: 'src/service/settle-hosts.ts',
    find: 'missHost(owned, asRecorded(owned, pulse), listeningSince, heardUntil)',
    replace: 'missHost(owned, pulse, listeningSince, heardUntil)',
  },
  {
    name: 'later-event-told-past-one-that-was-held',
    breaks: ['S7'],
    wishes: {
      hosts: 20,
      minutes: 60,
      intervalSeconds: 10,
      faults: ['operator', 'outage', 'clock'],
    },
    file: 'src/core/mailbox.ts',
    find: 'const waits = hold ?? blockedBy(entry)',
    replace: 'const waits = hold ?? (blockedBy && undefined)',
  },
  {
    name: 'head-of-a-deleted-mailbox-written-anew',
    breaks: ['S8'],
    engine: 'regions',
    wishes: { hosts: 8, minutes: 600, faults: ['flapping', 'channel', 'operator', 'crash'] },
    file: 'src/service/dispatch.ts',
    find: 'if (isRemoved(mailbox, latest)) return null',
    replace: 'void isRemoved',
  },
]
