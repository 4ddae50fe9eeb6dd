import { askHttp } from './kit/ask-http.js'
import { startFlatline } from './kit/flatline.js'
import { beatAll, registerAll } from './kit/fleet.js'
import { ms, seconds, short } from './kit/numbers.js'
import { readRecords } from './kit/read-records.js'
import { removeDir, tempDir } from './kit/temp-dir.js'
import { pause, waitUntil } from './kit/wait-until.js'
import { startReceiver } from './kit/webhook-receiver.js'

const TIMEOUT_MS = 5_000
const CALM_MS = 3_600_000
const GROUP_WAIT_MS = 10_000
const SUBSCRIPTIONS = 3
const LIMIT_MS = 150_000

/** Everything falls silent at once. */
export async function measureOutage({ quick }) {
  const hosts = quick ? 10_000 : 100_000
  const dataDir = tempDir()
  const server = await startFlatline(dataDir)
  const receiver = await startReceiver()
  for (let n = 1; n <= SUBSCRIPTIONS; n++) await subscribe(server, receiver.url(`/${n}`))
  const registering = await registerAll(server, dataDir, hosts, { intervalMs: CALM_MS })
  const { result: outage, delay } = await server.delayDuring(() =>
    fallSilent(server, receiver, dataDir, hosts),
  )
  const memory = await server.memory()
  await server.stop()
  receiver.close()
  removeDir(dataDir)
  return report({ hosts, registering, outage, delay, memory, messages: receiver.messages })
}

async function subscribe(server, url) {
  const body = JSON.stringify({ name: 'bench', channel: { kind: 'webhook', url } })
  const answer = await askHttp(`${server.url}/v1/subscriptions`, server.keys.admin, body)
  if (answer.status !== 201) throw new Error(answer.body)
}

/** A last heartbeat of each host, with a short timeout; all times count from the first deadline. */
async function fallSilent(server, receiver, dataDir, hosts) {
  const records = readRecords(dataDir)
  const began = Date.now()
  const lastBeatsMs = await beatAll(server, hosts, { intervalMs: TIMEOUT_MS })
  const reached = { missing: 0, incidents: 0 }
  const all = { missing: () => records.missing(), incidents: () => records.incidents() }
  await waitUntil(
    'all missing',
    () => {
      for (const step of Object.keys(all)) {
        if (reached[step] === 0 && all[step]() >= hosts) reached[step] = Date.now()
      }
      return reached.missing > 0 && reached.incidents > 0
    },
    LIMIT_MS,
    100,
  )
  const told = () => receiver.messages.reduce((sum, { total }) => sum + total, 0)
  await waitUntil('all told', () => told() >= hosts * SUBSCRIPTIONS, LIMIT_MS)
  await pause(1_000)
  const incidents = records.incidentsSince(began)
  records.close()
  const deadlines = incidents.map(({ openedAt }) => openedAt).sort((a, b) => a - b)
  const { blindWindows } = await server.read('/v1/fleet')
  return { lastBeatsMs, reached, deadlines, blindWindows: blindWindows.length }
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
