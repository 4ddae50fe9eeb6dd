/** What breaks the judging: a host is missing after its deadline, once, until it is heard. */
const HOST = 'src/core/host.ts'
const SETTLED = 'src/store/settled.ts'
const SETTLE_HOSTS = 'src/service/settle-hosts.ts'

export const JUDGING = [
  {
    name: 'overdue-at-the-deadline-itself',
    breaks: ['S1'],
    file: 'src/core/deadline.ts',
    find: 'return now > deadlineAt(timing, listeningSince, now)',
    replace: 'return now >= deadlineAt(timing, listeningSince, now)',
  },
  {
    name: 'grace-left-out',
    breaks: ['S1'],
    file: 'src/core/deadline.ts',
    find: 'Math.max(heardAt, listeningSince) + timing.timeoutMs',
    replace: 'Math.max(heardAt, listeningSince) + timing.intervalMs',
  },
  {
    name: 'epoch-not-raised-when-missing',
    breaks: ['S2'],
    file: HOST,
    find: 'const epoch = host.epoch + 1',
    replace: 'const epoch = host.epoch',
  },
  {
    name: 'epoch-not-raised-when-back',
    breaks: ['S2'],
    file: HOST,
    find: 'epoch: host.epoch + 1,\n    since: at,',
    replace: 'epoch: host.epoch,\n    since: at,',
  },
  {
    name: 'epoch-left-out-of-the-incident-id',
    breaks: ['L1', 'S5', 'L4'],
    file: 'src/core/ids.ts',
    find: 'return `${hostId}${JOINT}${epoch}` as IncidentId',
    replace: 'return `${hostId}${JOINT}1` as IncidentId',
  },
  {
    name: 'epoch-begins-anew-after-deletion',
    breaks: ['S8', 'S2'],
    file: 'src/service/next-epoch.ts',
    find: 'const next = latest === undefined ? 0 : latest.epoch + 1',
    replace: 'const next = latest === undefined ? 0 : 0',
  },
  {
    name: 'recovers-by-the-heartbeat-that-was-judged',
    breaks: ['S4'],
    file: HOST,
    find: 'if (judgedAt <= now) return pulse.heardAt > judgedAt',
    replace: 'if (judgedAt <= now) return pulse.heardAt >= judgedAt',
  },
  {
    name: 'our-own-start-counts-as-a-heartbeat',
    breaks: ['S4'],
    edits: [
      {
        file: SETTLED,
        find: 'isOverdue(timing, 0, now)',
        replace: 'isOverdue(timing, listeningSince, now)',
      },
      {
        file: HOST,
        find:
          'if (host.judged !== null && !heardSince(host.judged.heardAt, pulse, ' +
          'listeningSince, now)) {',
        replace: 'if (isOverdue(pulse, listeningSince, now)) {',
      },
    ],
  },
  {
    name: 'paused-host-judged',
    breaks: ['S9'],
    edits: [
      {
        file: SETTLED,
        find: 'timing.heardAt === 0 || isOverdue(timing, 0, now)\n  return true',
        replace:
          'timing.heardAt === 0 || isOverdue(timing, 0, now)\n' +
          '  return !isOverdue(timing, listeningSince, now)',
      },
      {
        file: SETTLE_HOSTS,
        find: "owned.state === 'up'\n      ?",
        replace: "owned.state !== 'missing' && owned.state !== 'waiting'\n      ?",
      },
      {
        file: HOST,
        find:
          "if (host.state !== 'up') return { kind: 'unchanged', reason: `recorded " +
          '${host.state}` }\n' +
          '  //',
        replace: '//',
      },
    ],
  },
  {
    name: 'pause-leaves-the-incident-open',
    breaks: ['S2', 'L2'],
    file: HOST,
    find: "const closed = host.state === 'missing' ? withdraw(host, state, now) : host",
    replace: 'const closed = host',
  },
  {
    name: 'host-written-whatever-its-version',
    breaks: ['S2', 'S9', 'S4', 'S8', 'S5'],
    wishes: { hosts: 10, minutes: 60, faults: ['disk', 'flapping', 'operator'] },
    file: 'src/store/memory/records.ts',
    find: 'if ((before?.version ?? 0) !== write.ifVersion) return false',
    replace:
      "if (write.kind !== 'host' && (before?.version ?? 0) !== write.ifVersion) return false",
  },
  {
    name: 'marked-as-settled-before-it-is-written',
    breaks: ['L1', 'L2'],
    wishes: { hosts: 20, minutes: 40, faults: ['disk', 'outage'] },
    edits: [
      {
        file: SETTLE_HOSTS,
        find:
          'decisions.flatMap(({ before, after }) =>\n' +
          '      before?.value === after ? [recordedAs(after, before.version)] : [],\n' +
          '    ),',
        replace:
          'decisions.map(({ before, after }) => recordedAs(after, (before?.version ?? 0) + 1)),',
      },
      { file: SETTLE_HOSTS, find: 'doubt(ctx, write.value.hostId)', replace: 'void doubt' },
    ],
  },
  {
    name: 'sweep-looks-at-missing-hosts-only',
    breaks: ['L1'],
    file: SETTLED,
    find: "if (recorded === 'up') return !isOverdue(timing, listeningSince, now)",
    replace: "if (recorded === 'up') return true",
  },
  {
    name: 'nobody-settles-who-is-back',
    breaks: ['L2'],
    edits: [
      {
        file: SETTLED,
        find: 'isOverdue(timing, 0, now)',
        replace: 'timing.heardAt > 0',
      },
      {
        file: 'src/store/edge.ts',
        find: "recorded.state === 'waiting' || recorded.state === 'missing'",
        replace: "recorded.state === 'waiting'",
      },
    ],
  },
  {
    name: 'sweeps-now-and-then',
    breaks: ['L1'],
    file: 'src/runtime/server/engine-work.ts',
    find: 'sweepEveryMs: TICK_MS,',
    replace: 'sweepEveryMs: 5_000,',
  },
  {
    name: 'resumed-without-a-full-timeout',
    breaks: ['S1'],
    wishes: { hosts: 3, minutes: 120, faults: ['operator'] },
    edits: [
      {
        file: 'src/service/resume-host.ts',
        find: 'const isHeard = await grantTimeout(ctx, hostId)',
        replace: 'const isHeard = ((await ctx.pulses.read([hostId]))[0]?.heardAt ?? 0) > 0',
      },
      { file: HOST, find: 'host.resumedAt ?? 0', replace: '0 * (host.resumedAt ?? 0)' },
    ],
  },
  {
    name: 'retimed-without-a-full-timeout',
    breaks: ['S1'],
    wishes: { hosts: 3, minutes: 120, faults: ['operator'] },
    file: 'src/service/edit-host.ts',
    find: "if (host.state === 'up' && !same) await",
    replace: "if (host.state === 'waiting' && !same) await",
  },
  {
    name: 'incident-left-to-the-sweep',
    breaks: ['L1', 'L2'],
    file: 'src/service/fan-out.ts',
    find: 'const unwritten = await writeIncidents(ctx, events)',
    replace: 'const unwritten = await writeIncidents(ctx, events.slice(events.length))',
  },
  {
    name: 'event-that-comes-again-reopens-its-incident',
    breaks: ['S2'],
    wishes: { hosts: 40, minutes: 40, faults: ['disk', 'flapping'] },
    file: 'src/core/incident.ts',
    find: "if (event.kind === 'host.missing') return incident === undefined ? opened : undefined",
    replace: "if (event.kind === 'host.missing') return openIncident(event, event.incidentId)",
  },
  {
    name: 'outbox-without-a-bound',
    breaks: ['S10'],
    wishes: { hosts: 8, minutes: 180, faults: ['flapping'] },
    edits: [
      {
        file: HOST,
        find: 'return host.pendingEvents.length >= PENDING_EVENTS_MAX',
        replace: 'return host.pendingEvents.length < 0',
      },
      {
        file: 'src/service/fan-out.ts',
        find: 'value: clearPending(value, value.pendingEvents),',
        replace:
          'value: clearPending(value, value.pendingEvents.slice(value.pendingEvents.length)),',
      },
      {
        file: 'src/service/fan-out.ts',
        find: 'return cleared.filter((applied) => applied).length',
        replace: 'return cleared.filter((applied) => !applied).length',
      },
    ],
  },
]
