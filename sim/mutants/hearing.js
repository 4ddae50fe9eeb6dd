/** What breaks the hearing: who beats is believed, and our own trouble is not blamed on hosts. */
const LISTENING = 'src/core/listening.ts'
const RECORDING = 'src/service/record-heartbeats.ts'
const PULSES = 'src/store/memory/pulses.ts'

export const HEARING = [
  {
    name: 'listening-since-ignored',
    breaks: ['S1'],
    file: 'src/core/deadline.ts',
    find: 'Math.max(heardAt, listeningSince) + timing.timeoutMs',
    replace: 'heardAt + timing.timeoutMs',
  },
  {
    name: 'refused-heartbeat-blamed-on-the-host',
    breaks: ['S1'],
    wishes: { hosts: 40, minutes: 40, faults: ['disk', 'outage'] },
    file: RECORDING,
    find:
      "ctx.listening = refuse(ctx.listening, overload ? 'overload' : 'store', " +
      'ctx.clock.read().wallMs)',
    replace: 'void overload',
  },
  {
    name: 'refusal-forgotten-at-once',
    breaks: ['S1'],
    file: LISTENING,
    find:
      'return { ...listening, listeningSince: now, refusing: { cause: first, from, ' +
      'latestAt: now } }',
    replace: 'return listening',
  },
  {
    name: 'stall-unnoticed',
    breaks: ['S1'],
    file: LISTENING,
    find: "return elapsedMs > TICK_MS + STALL_MS ? 'stalled' : null",
    replace: 'return null',
  },
  {
    name: 'clock-step-unnoticed',
    breaks: ['S1'],
    file: LISTENING,
    find: "if (Math.abs(stepMs) > CLOCK_STEP_MS) return 'clock'",
    replace: '',
  },
  {
    name: 'blind-window-leaves-listening-since',
    breaks: ['S1'],
    file: LISTENING,
    find:
      'const listening = { ...before, windows, listeningSince: now }\n' +
      '  if (mustInsist(listening, now)) return insistOn(listening, name, window, ' +
      'now)\n' +
      '  return tell',
    replace:
      'const listening = { ...before, windows }\n' +
      '  if (mustInsist(listening, now)) return insistOn(listening, name, window, ' +
      'now)\n' +
      '  return tell',
  },
  {
    name: 'start-goes-on-listening-from-the-last-mark',
    breaks: ['S1'],
    file: 'src/service/observe.ts',
    find:
      'ctx.listening = observed.listening\n' +
      '  await ctx.pulses.clamp(ctx.listening.tick.wallMs)\n' +
      '}',
    replace:
      'ctx.listening = { ...observed.listening, listeningSince: lastMark ?? ' +
      'observed.listening.listeningSince }\n' +
      '  await ctx.pulses.clamp(ctx.listening.tick.wallMs)\n' +
      '}',
  },
  {
    name: 'future-heartbeats-stay-when-the-clock-goes-back',
    breaks: ['L1'],
    wishes: { hosts: 20, minutes: 20, faults: ['clock'] },
    file: 'src/service/observe.ts',
    find: 'await ctx.pulses.clamp(now)\n  } catch',
    replace: '} catch',
  },
  {
    name: 'future-heartbeats-stay-when-the-store-failed',
    breaks: ['L1'],
    wishes: { hosts: 10, minutes: 40, intervalSeconds: 10, faults: ['clock', 'disk'] },
    file: 'src/service/observe.ts',
    find: 'ctx.clampDue = true\n    throw',
    replace: 'throw',
  },
  {
    name: 'late-clamp-passes-for-a-heartbeat',
    breaks: ['S4'],
    wishes: { hosts: 5, minutes: 6, faults: ['stall', 'clock', 'disk', 'flapping'] },
    file: 'src/service/observe.ts',
    find: 'ctx.listening = heldUp(',
    replace: 'heldUp(',
  },
  {
    name: 'judged-before-sockets-are-read',
    breaks: ['S1'],
    wishes: { hosts: 60, minutes: 30, faults: ['stall', 'flapping'] },
    file: 'src/runtime/server/engine.ts',
    find: 'setImmediate(() => setImmediate(act))',
    replace: 'act()',
  },
  {
    name: 'heartbeat-on-its-way-to-the-disk-ignored',
    breaks: ['S1'],
    wishes: { hosts: 40, minutes: 40, faults: ['disk', 'flapping'] },
    file: 'src/service/settle-hosts.ts',
    find: "if (owned.state === 'up' && onTheirWay.has(hostId)) return owned",
    replace: '',
  },
  {
    name: 'heartbeat-never-leaves-the-waiting-room',
    breaks: ['L1'],
    file: RECORDING,
    find: '.finally(() => ctx.arriving.delete(held))',
    replace: '',
  },
  {
    name: 'late-tick-judges-as-of-now',
    breaks: ['S1'],
    wishes: { hosts: 60, minutes: 30, faults: ['stall', 'flapping'] },
    file: LISTENING,
    find: 'const heardUntil = inTime ? tick.wallMs : Math.min(before.tick.wallMs, tick.wallMs)',
    replace: 'const heardUntil = tick.wallMs',
  },
  {
    name: 'acknowledged-though-the-store-failed',
    breaks: ['S3', 'S1'],
    wishes: { hosts: 40, minutes: 10, faults: ['disk', 'crash'] },
    file: RECORDING,
    find: '.finally(() => ctx.arriving.delete(held))',
    replace:
      ".finally(() => ctx.arriving.delete(held)).catch(() => own.map(() => 'none' as const))",
  },
  {
    name: 'acknowledged-while-refusing',
    breaks: ['S3', 'S1'],
    wishes: { hosts: 40, minutes: 10, faults: ['disk', 'crash'] },
    file: RECORDING,
    find: 'if (own.length === 0) return []',
    replace:
      "if (own.length === 0 || ctx.listening.refusing !== null) return own.map(() => 'none')",
  },
  {
    name: 'acknowledged-before-it-is-stored',
    breaks: ['S3', 'S1'],
    wishes: { hosts: 40, minutes: 10, faults: ['disk', 'crash'] },
    file: RECORDING,
    find:
      'const edges = await store(ctx, key, own, held.at).finally(() => ' +
      'ctx.arriving.delete(held))',
    replace:
      "const edges: Edge[] = own.map(() => 'none')\n" +
      '  void store(ctx, key, own, held.at).then((late) => settleEdges(ctx, key, ' +
      'own, late)).catch(() => {}).finally(() => ctx.arriving.delete(held))',
  },
  {
    name: 'heartbeats-in-quick-succession-not-stored',
    breaks: ['S3', 'S1'],
    file: PULSES,
    find: 'const stale = beat.at < row.heardAt',
    replace: 'const stale = beat.at < row.heardAt + 5_000',
  },
  {
    name: 'overtaken-heartbeat-turns-back-time',
    breaks: ['S3', 'S4', 'S1'],
    wishes: { hosts: 40, minutes: 40, faults: ['disk', 'delay'] },
    file: PULSES,
    find: 'const stale = beat.at < row.heardAt',
    replace: 'const stale = false',
  },
  {
    name: 'first-timing-wins',
    breaks: ['S1', 'L1'],
    file: PULSES,
    find: 'row.timing = beat.timing ?? row.timing',
    replace: 'row.timing = row.timing ?? beat.timing ?? null',
  },
  {
    name: 'heard-until-read-after-the-pulses',
    breaks: ['S1', 'S4'],
    wishes: { hosts: 60, minutes: 40, intervalSeconds: 10, faults: ['disk', 'flapping', 'stall'] },
    edits: [
      {
        file: 'src/service/settle-hosts.ts',
        find: 'const judging = {',
        replace: 'const early = await ctx.pulses.read(hostIds)\n  const judging = {',
      },
      {
        file: 'src/service/settle-hosts.ts',
        find: 'const pulses = await ctx.pulses.read(hostIds)',
        replace: 'const pulses = early',
      },
    ],
  },
]
