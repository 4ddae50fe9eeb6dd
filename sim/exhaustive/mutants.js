/**
 * Faults that the search must find, each a piece of the source replaced by a wrong one. If one is
 * not found, the search or a law is weaker than it says.
 */
export const MUTANTS = [
  {
    name: 'a host is written whatever its version',
    file: 'src/store/memory/records.ts',
    find: 'if ((before?.version ?? 0) !== write.ifVersion) return false',
    replace:
      "if (write.kind !== 'host' && (before?.version ?? 0) !== write.ifVersion) return false",
  },
  {
    name: 'a disappearance does not raise the epoch',
    file: 'src/core/host.ts',
    find: 'const epoch = host.epoch + 1',
    replace: 'const epoch = host.epoch',
  },
  {
    name: 'a return does not raise the epoch',
    file: 'src/core/host.ts',
    find: 'epoch: host.epoch + 1,',
    replace: 'epoch: host.epoch,',
  },
  {
    name: 'the pulses are told before the record is written',
    file: 'src/service/settle-hosts.ts',
    find: '  const written = writes.length === 0',
    replace:
      '  await ctx.pulses.settle(changed.map((each) =>\n' +
      '    recordedAs(each.after, (each.before?.version ?? 0) + 1)))\n' +
      '  const written = writes.length === 0',
  },
  {
    name: 'a host is overdue at its deadline',
    file: 'src/core/deadline.ts',
    find: 'return now > deadlineAt(timing, listeningSince, now)\n}\n\n/** The interval',
    replace: 'return now >= deadlineAt(timing, listeningSince, now)\n}\n\n/** The interval',
  },
  {
    name: 'a missing host is back without a new heartbeat',
    file: 'src/core/host.ts',
    find: 'host.judged !== null && !heardSince(',
    replace: 'host.judged !== null && false && !heardSince(',
  },
  {
    name: 'of two regions the earlier heartbeat counts',
    file: 'src/store/dynamodb/regions.ts',
    find: 'there.heardAt > here.heardAt ? [there, here]',
    replace: 'there.heardAt < here.heardAt ? [there, here]',
  },
  {
    name: 'the timing of a host that moved stays behind',
    file: 'src/store/dynamodb/sweep-regions.ts',
    find: 'if (timing && others.get(hostId)?.timing === null) {',
    replace: 'if (timing && others.get(hostId) === null) {',
  },
  {
    name: 'nobody waits for heartbeats that are on their way',
    file: 'src/service/heard-until.ts',
    find: 'heard - ctx.settings.flightMs',
    replace: 'heard',
  },
  {
    name: 'a server judges by heartbeats that it has not stored',
    file: 'src/service/settle-hosts.ts',
    find: "if (owned.state === 'up' && onTheirWay.has(hostId)) return owned",
    replace: '',
  },
  {
    name: 'the outbox is cleared before the mailboxes are filled',
    file: 'src/service/fan-out.ts',
    find: '  await placeEvents(ctx, placed, subscriptions)\n  const clears',
    replace: '  const clears',
  },
  {
    name: 'the outbox is emptied, whatever has come into it meanwhile',
    file: 'src/store/memory/records.ts',
    find: 'if ((before?.version ?? 0) !== write.ifVersion) return false',
    replace:
      "const forced = write.kind === 'host' && write.value !== null &&\n" +
      "    'pendingEvents' in write.value && write.value.pendingEvents.length === 0\n" +
      '  if (!forced && (before?.version ?? 0) !== write.ifVersion) return false',
  },
  {
    name: 'a stale row is dropped although it was heard again',
    file: 'src/store/dynamodb/sweep-regions.ts',
    find: 'await home.dropStale(hostId, heardAt)',
    replace: 'await home.remove(hostId)',
  },
  {
    name: 'a heartbeat does not settle what it finds, nor does the sweep',
    file: 'src/store/settled.ts',
    find: "if (recorded === 'missing') return timing.heardAt === 0 ||",
    replace: "if (recorded === 'missing') return timing.heardAt !== 0 ||",
  },
  {
    name: 'the incident is left to nobody',
    file: 'src/service/write-incidents.ts',
    find: 'if (after === undefined || after === before?.value) return []',
    replace: 'if (after === undefined || before === undefined) return []',
  },
]
