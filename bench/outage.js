import { fallSilent, prepareOutage, SUBSCRIPTIONS } from './kit/fall-silent.js'
import { startFlatline } from './kit/flatline.js'
import { ms, seconds, short } from './kit/numbers.js'
import { removeDir, tempDir } from './kit/temp-dir.js'

const GROUP_WAIT_MS = 10_000

/** Everything falls silent at once. */
export async function measureOutage({ quick }) {
  const hosts = quick ? 10_000 : 100_000
  const dataDir = tempDir()
  const server = await startFlatline(dataDir)
  const { receiver, registering } = await prepareOutage(server, dataDir, hosts)
  const { result: outage, delay } = await server.delayDuring(() =>
    fallSilent(server, receiver, dataDir, hosts),
  )
  const memory = await server.memory()
  await server.stop()
  receiver.close()
  removeDir(dataDir)
  return report({ hosts, registering, outage, delay, memory, messages: receiver.messages })
}

function report({ hosts, registering, outage, delay, memory, messages }) {
  const { reached, deadlines } = outage
  const first = deadlines[0]
  const durableMs = reached.incidents - first
  const afterLastMs = reached.incidents - deadlines.at(-1)
  const firstMessageMs = Math.min(...messages.map(({ at }) => at)) - first
  const perSubscription = messages.length / SUBSCRIPTIONS
  const rows = [
    ['registering them, until acknowledged', seconds(registering.acknowledgedMs)],
    ['registering them, until every event is placed', seconds(registering.settledMs)],
    ['last heartbeats, batches of 1,000', seconds(outage.lastBeatsMs)],
    ['first deadline to last deadline', seconds(deadlines.at(-1) - first)],
    ['first deadline until all hosts are recorded as missing', seconds(reached.missing - first)],
    ['first deadline until all incidents are durable', seconds(durableMs)],
    ['last deadline until all incidents are durable', seconds(afterLastMs)],
    ['first deadline until the first message', seconds(firstMessageMs)],
    ['messages per subscription', short(perSubscription)],
    ['blind windows', String(outage.blindWindows)],
    ['event-loop delay p50 / p99 / max', [delay.p50, delay.p99, delay.max].map(ms).join(' / ')],
    ['peak memory', `${short(memory.peak / 1_048_576)} MB`],
  ]
  return {
    title: `Mass outage of ${short(hosts)} hosts`,
    notes: [
      `${SUBSCRIPTIONS} webhook subscriptions with the default groupWait of 10 s, a receiver on ` +
        'loopback, and the subscription to standard output. Durable is what another process ' +
        'reads from records.db (looked at every 100 ms).',
    ],
    tables: [{ columns: ['what', 'figure'], rows }],
    goals: [
      {
        what: `${short(hosts)} hosts at once: all incidents durable`,
        goal: '≤ 10 s at 100,000',
        measured: `${seconds(durableMs)} from the first deadline`,
        met: durableMs <= 10_000,
      },
      {
        what: 'first message',
        goal: '≤ groupWait + 2 s = 12 s',
        measured: seconds(firstMessageMs),
        met: firstMessageMs <= GROUP_WAIT_MS + 2_000,
      },
      {
        what: 'messages per subscription',
        goal: '1',
        measured: short(perSubscription),
        met: perSubscription === 1,
      },
    ],
  }
}
