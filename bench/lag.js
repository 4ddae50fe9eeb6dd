import { askHttp } from './kit/ask-http.js'
import { startFlatline } from './kit/flatline.js'
import { fleetOf } from './kit/fleet.js'
import { runLoad } from './kit/load.js'
import { ms, quantile, short } from './kit/numbers.js'
import { readRecords } from './kit/read-records.js'
import { pause, waitUntil } from './kit/wait-until.js'

const TIMEOUT_MS = 5_000
const LIMIT_MS = 60_000

/** How long after its deadline is a host seen to be missing, in a large fleet and under load? */
export async function measureLag({ sizes, quick }) {
  const fleet = await fleetOf(sizes.at(-1))
  const dying = quick ? 200 : 1_000
  const overMs = quick ? 5_000 : 20_000
  const server = await startFlatline(fleet.dataDir, { keys: fleet.keys })
  await pause(2_000)
  const quiet = await observe(server, fleet, { prefix: 'quiet', dying, overMs, load: null })
  const load = { connections: 64, seconds: Math.ceil((overMs + TIMEOUT_MS) / 1_000) + 3 }
  const loaded = await observe(server, fleet, { prefix: 'loaded', dying, overMs, load })
  await server.stop()
  return {
    title: 'Detection lag',
    notes: [
      `${short(dying)} hosts send their last heartbeat at random instants within ` +
        `${short(overMs / 1_000)} s, in a fleet of ${short(fleet.hosts)}. Lag: from the deadline ` +
        'until it is noticed.',
    ],
    tables: [
      {
        columns: ['load', 'found', 'p50', 'p99', 'max', 'event-loop delay p99', 'its max'],
        rows: [rowOf('none besides', quiet), rowOf('heartbeats at full rate', loaded)],
      },
    ],
    goals: [goalOf(fleet.hosts, 'quiet', quiet), goalOf(fleet.hosts, 'full load', loaded)],
  }
}

async function observe(server, { dataDir }, { prefix, dying, overMs, load }) {
  const records = readRecords(dataDir)
  const began = Date.now()
  const { result, delay } = await server.delayDuring(async () => {
    const [loadResult] = await Promise.all([
      load === null ? null : runLoad(server, server.keys.beat, load),
      beatOnceEach(server, prefix, dying, overMs),
    ])
    return loadResult
  })
  const found = () => ownIncidents(records, began, prefix)
  await waitUntil('all found', () => found().length >= dying, LIMIT_MS, 500)
  const lags = found().map(({ openedAt, noticedAt }) => noticedAt - openedAt)
  records.close()
  return { lags, dying, delay, perSecond: result?.perSecond ?? 0 }
}

function ownIncidents(records, began, prefix) {
  return records.incidentsSince(began).filter(({ hostId }) => hostId.startsWith(`${prefix}-`))
}

async function beatOnceEach(server, prefix, dying, overMs) {
  const beatOnce = async (number) => {
    await pause(Math.random() * overMs)
    const body = JSON.stringify({ hostId: `${prefix}-${number}`, intervalMs: TIMEOUT_MS })
    const answer = await askHttp(`${server.url}/v1/heartbeat`, server.keys.beat, body)
    if (answer.status !== 200) throw new Error(answer.body)
  }
  await Promise.all(Array.from({ length: dying }, (_, number) => beatOnce(number)))
}

function rowOf(name, { lags, dying, delay, perSecond }) {
  return [
    perSecond === 0 ? name : `${name} (${short(perSecond)}/s)`,
    `${lags.length} of ${dying}`,
    ms(quantile(lags, 0.5)),
    ms(quantile(lags, 0.99)),
    ms(Math.max(...lags)),
    ms(delay.p99),
    ms(delay.max),
  ]
}

function goalOf(hosts, name, { lags }) {
  const p99 = quantile(lags, 0.99)
  const max = Math.max(...lags)
  return {
    what: `detection after the deadline, ${short(hosts)} hosts, ${name}`,
    goal: 'p99 ≤ 500 ms, max ≤ 1 s',
    measured: `p99 ${ms(p99)}, max ${ms(max)}`,
    met: p99 <= 500 && max <= 1_000,
  }
}
