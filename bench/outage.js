import { startTrickle } from './kit/burst.js'
import { comeBack, fallSilent, prepareOutage, SUBSCRIPTIONS, silentEnv } from './kit/fall-silent.js'
import { startFlatline } from './kit/flatline.js'
import { fleetOf } from './kit/fleet.js'
import { megabytes, ms, seconds, short } from './kit/numbers.js'

const GROUP_WAIT_MS = 10_000
const MESSAGE_WITHIN_MS = GROUP_WAIT_MS + 2_000
const BLOCKED_MS_MAX = 50
const ANSWER_MS_MAX = 100
/** 50 heartbeats a second. */
const OTHERS = { prefix: 'other', hosts: 200, periodMs: 4_000, limitMs: 10_000 }
const DURABLE_MS = { 100000: 10_000, 1000000: 60_000 }
const SIZES = [100_000, 1_000_000]

/** Everything falls silent at once, and comes back at once, while a few others go on. */
export async function measureOutage({ quick }) {
  const measured = []
  for (const hosts of quick ? SIZES.slice(0, 1) : SIZES) measured.push(await outageOf(hosts))
  return {
    title: 'Mass outage and return',
    notes: [
      'A fleet that is recorded as up sends one heartbeat in batches of 1,000, and then nothing ' +
        `more. ${SUBSCRIPTIONS} webhook subscriptions with the default groupWait of 10 s and a ` +
        'groupInterval of 20 s, a receiver on loopback, and the subscription to standard output. ' +
        'Durable is what another process reads from records.db. When everybody is told, the ' +
        'server is started anew with its default timeout of ten minutes, and all beat once.',
      `Meanwhile ${OTHERS.hosts} other hosts send ${OTHERS.hosts / (OTHERS.periodMs / 1_000)} ` +
        'heartbeats a second from a process of their own; their latency counts from the instant ' +
        'at which each was due.',
    ],
    tables: [{ columns: COLUMNS, rows: ROWS.map((row) => rowOf(row, measured)) }],
    goals: measured.flatMap(goalsOf),
  }
}

async function outageOf(hosts) {
  const { dataDir, keys } = await fleetOf(hosts)
  const first = await startFlatline(dataDir, { keys, env: silentEnv(hosts) })
  const receiver = await prepareOutage(first)
  const outage = await withOthers(first, () => fallSilent(first, receiver, dataDir, hosts))
  const { peak } = await first.memory()
  await first.stop()
  const second = await startFlatline(dataDir, { keys })
  const back = await withOthers(second, () => comeBack(second, receiver, dataDir, hosts))
  const { peak: backPeak } = await second.memory()
  await second.stop()
  receiver.close()
  return { hosts, outage: { ...outage, peak }, back: { ...back, peak: backPeak } }
}

async function withOthers(server, act) {
  const stop = await startTrickle(server, OTHERS)
  const { result, delay } = await server.delayDuring(act)
  return { ...result, delay, others: await stop() }
}

const COLUMNS = ['what', ...SIZES.map((hosts) => `${short(hosts)} hosts`)]
const ROWS = [
  ['last heartbeats, batches of 1,000', ({ outage }) => seconds(outage.lastBeatsMs)],
  ['first deadline to last deadline', ({ outage }) => seconds(outage.last - outage.first)],
  [
    'first deadline until all hosts are recorded as missing',
    ({ outage }) => seconds(outage.reached.missing - outage.first),
  ],
  ['first deadline until all incidents are durable', ({ outage }) => seconds(durableMs(outage))],
  [
    'last deadline until all incidents are durable',
    ({ outage }) => seconds(outage.reached.incidents - outage.last),
  ],
  [
    'first deadline until the first message',
    ({ outage }) => seconds(firstAt(outage) - outage.first),
  ],
  ['messages per subscription', ({ outage }) => short(perSubscription(outage))],
  ['blind windows', ({ outage }) => String(outage.blindWindows)],
  ['event-loop delay p50 / p99 / max', ({ outage }) => delayOf(outage)],
  ['other hosts, latency p50 / p99 / max', ({ outage }) => latencyOf(outage)],
  ['other hosts, not answered 200', ({ outage }) => missed(outage)],
  ['return: one heartbeat of each, until acknowledged', ({ back }) => seconds(back.beatsMs)],
  [
    'return: until all are recorded as up',
    ({ back }) => seconds(back.reached.missing - back.began),
  ],
  [
    'return: until all incidents are resolved',
    ({ back }) => seconds(back.reached.incidents - back.began),
  ],
  ['return: until the first message', ({ back }) => seconds(firstAt(back) - back.began)],
  ['return: messages per subscription', ({ back }) => short(perSubscription(back))],
  ['return: event-loop delay p50 / p99 / max', ({ back }) => delayOf(back)],
  ['return: other hosts, latency p50 / p99 / max', ({ back }) => latencyOf(back)],
  ['return: other hosts, not answered 200', ({ back }) => missed(back)],
  [
    'peak memory, outage and return',
    ({ outage, back }) => `${megabytes(outage.peak)} and ${megabytes(back.peak)}`,
  ],
]

function rowOf([what, figure], measured) {
  return [what, ...SIZES.map((_, index) => (measured[index] ? figure(measured[index]) : ''))]
}

const durableMs = ({ first, reached }) => reached.incidents - first
const firstAt = ({ messages }) => Math.min(...messages.map(({ at }) => at))
const perSubscription = ({ messages }) => messages.length / SUBSCRIPTIONS
const missed = ({ others }) => `${others.sent - others.ok} of ${short(others.sent)}`
const delayOf = ({ delay }) => [delay.p50, delay.p99, delay.max].map(ms).join(' / ')
const latencyOf = ({ others }) =>
  [0.5, 0.99, 1].map((share) => ms(others.latency[share])).join(' / ')

function goalsOf({ hosts, outage, back }) {
  const name = `${short(hosts)} hosts at once`
  const within = DURABLE_MS[hosts]
  const firstMs = firstAt(outage) - outage.first
  const blockedMs = Math.max(outage.delay.max, back.delay.max)
  const [p99, backP99] = [outage, back].map(({ others }) => others.latency[0.99])
  return [
    {
      what: `${name}: all incidents durable`,
      goal: `≤ ${seconds(within)}`,
      measured: `${seconds(durableMs(outage))} from the first deadline`,
      met: durableMs(outage) <= within,
    },
    {
      what: `${name}: first message`,
      goal: `≤ groupWait + 2 s = ${seconds(MESSAGE_WITHIN_MS)}`,
      measured: seconds(firstMs),
      met: firstMs <= MESSAGE_WITHIN_MS,
    },
    {
      what: `${name}: messages per subscription, outage and return`,
      goal: '1 and 1',
      measured: `${short(perSubscription(outage))} and ${short(perSubscription(back))}`,
      met: perSubscription(outage) === 1 && perSubscription(back) === 1,
    },
    {
      what: `${name}: event loop blocked, outage and return`,
      goal: `≤ ${ms(BLOCKED_MS_MAX)}`,
      measured: `${ms(outage.delay.max)} and ${ms(back.delay.max)}`,
      met: blockedMs <= BLOCKED_MS_MAX,
    },
    {
      what: `${name}: heartbeats of other hosts, outage and return`,
      goal: `p99 ≤ ${ms(ANSWER_MS_MAX)}`,
      measured: `${ms(p99)} and ${ms(backP99)}`,
      met: Math.max(p99, backP99) <= ANSWER_MS_MAX,
    },
  ]
}
