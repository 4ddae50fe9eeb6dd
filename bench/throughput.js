import { NGINX, startBare, startNginx } from './kit/baselines.js'
import { startFlatline } from './kit/flatline.js'
import { registerAll } from './kit/fleet.js'
import { CLIENT, runLoad } from './kit/load.js'
import { median, ms, short, spread } from './kit/numbers.js'
import { commitsOf } from './kit/read-records.js'
import { removeDir, tempDir } from './kit/temp-dir.js'

const BATCH = 100
/** As in load.lua. */
const HOSTS = 10_000

/** `goal`: against bare node:http. */
const SHAPES = [
  { name: '64 connections, keep-alive', connections: 64, goal: 2 },
  { name: '256 connections, keep-alive', connections: 256, goal: 2 },
  {
    name: '64 connections, a new one per request',
    connections: 64,
    connection: 'close',
    goal: 0.9,
  },
]
const NGINX_GOAL = 0.7
const BATCHES = { name: `64 connections, batches of ${BATCH}`, connections: 64, batch: BATCH }

/** Durable, authenticated heartbeats per second against servers that do nothing. */
export async function measureThroughput({ quick }) {
  const seconds = quick ? 2 : 4
  const rounds = quick ? 2 : 5
  const flatline = await startWith('Flatline with its fast path', 'on')
  const former = await startWith('Flatline', 'off')
  const nginx = await startNginx()
  const others = [await startBare('http'), await startBare('net'), ...(nginx ? [nginx] : [])]
  const key = flatline.keys.beat
  const servers = [flatline, former, ...others.map((each) => ({ ...each, keys: { beat: key } }))]
  for (const server of servers)
    await runLoad(server, server.keys.beat, { connections: 64, seconds })
  const { result: tables, delay } = await flatline.delayDuring(async () => {
    const made = []
    for (const shape of SHAPES) {
      made.push(await alternate(servers, { ...shape, seconds }, rounds))
    }
    return made
  })
  const batches = await alternate([flatline], { ...BATCHES, seconds }, rounds)
  for (const { program } of servers) await program.end()
  for (const { dataDir } of [flatline, former]) removeDir(dataDir)
  return {
    title: 'Heartbeats per second',
    notes: [
      `Client: ${CLIENT}, in its own process; 10,000 registered hosts in turn; ${rounds} ` +
        `alternating runs of ${seconds} s. Flatline stores each heartbeat, with an fsync, before ` +
        'it answers.' +
        (nginx === null ? ' nginx is not installed here, so nothing is compared to it.' : ''),
      'Rates are medians, with the least and the greatest; ratios are medians of the ratios of ' +
        'neighbouring runs. CPU is user and system time of the server with all its threads per ' +
        'request: noise from other processes moves it less than rates.',
    ],
    tables: [{ columns: COLUMNS, rows: [...tables, batches].flatMap(rowsOf) }],
    goals: [...tables.map(goalOf), ...tables.flatMap(nginxGoal), ...delayGoal(delay)],
  }
}

async function startWith(name, fastPath) {
  const dataDir = tempDir()
  const server = await startFlatline(dataDir, { env: { FLATLINE_FAST_PATH: fastPath } })
  await registerAll(server, dataDir, HOSTS)
  return { name, dataDir, ...server }
}

/** One run of each server after the other, again and again, so that noise hits all of them. */
async function alternate(servers, shape, rounds) {
  const runs = new Map(servers.map(({ name }) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (const server of servers) runs.get(server.name).push(await runOnce(server, shape))
  }
  return { shape, runs }
}

/** With the number of heartbeats that share a commit, where there are commits. */
async function runOnce(server, shape) {
  const before = server.dataDir === undefined ? 0 : commitsOf(server.dataDir)
  const result = await runLoad(server, server.keys.beat, shape)
  const commits = server.dataDir === undefined ? 0 : commitsOf(server.dataDir) - before
  return { ...result, perCommit: (result.requests * (shape.batch ?? 1)) / commits }
}

const COLUMNS = [
  'load',
  'server',
  'per second',
  'ratio to bare',
  'CPU per request',
  'CPU ratio',
  'on its main thread',
  'heartbeats per commit',
  'p50',
  'p99',
  'refused or failed',
]

function rowsOf({ shape, runs }) {
  const bare = runs.get('bare node:http')
  return [...runs].map(([name, results]) => {
    const rates = results.map(({ perSecond }) => perSecond * (shape.batch ?? 1))
    return [
      shape.name,
      name,
      spread(rates),
      bare === undefined ? '' : short(ratio(results, bare, 'perSecond')),
      micros(results, 'cpuMicros'),
      bare === undefined ? '' : short(ratio(results, bare, 'cpuMicros')),
      micros(results, 'mainMicros'),
      name.startsWith('Flatline') ? short(median(results.map(({ perCommit }) => perCommit))) : '',
      ms(median(results.map(({ p50 }) => p50))),
      ms(median(results.map(({ p99 }) => p99))),
      String(results.reduce((sum, { bad, failed }) => sum + bad + failed, 0)),
    ]
  })
}

function micros(results, figure) {
  return `${short(median(results.map((each) => each[figure])))} µs`
}

/** The median of the ratios of neighbouring runs, which noise hits alike. */
function ratio(results, bare, figure) {
  return median(results.map((each, round) => each[figure] / bare[round][figure]))
}

function goalOf({ shape, runs }) {
  const reached = ratio(
    runs.get('Flatline with its fast path'),
    runs.get('bare node:http'),
    'perSecond',
  )
  return {
    what: `heartbeats/s against bare node:http, ${shape.name}`,
    goal: `≥ ${shape.goal} ×`,
    measured: `${short(reached)} ×`,
    met: reached >= shape.goal,
  }
}

/** None where nginx is not installed. */
function nginxGoal({ shape, runs }) {
  const nginx = runs.get(NGINX)
  if (nginx === undefined) return []
  const reached = ratio(runs.get('Flatline with its fast path'), nginx, 'perSecond')
  return [
    {
      what: `heartbeats/s against ${NGINX}, ${shape.name}`,
      goal: `≥ ${NGINX_GOAL} ×`,
      measured: `${short(reached)} ×`,
      met: reached >= NGINX_GOAL,
    },
  ]
}

function delayGoal({ p50, p99, max, samples }) {
  return [
    {
      what: 'event-loop delay under full load',
      goal: 'p99 ≤ 20 ms',
      measured: `p50 ${ms(p50)}, p99 ${ms(p99)}, max ${ms(max)} (${short(samples)} samples)`,
      met: p99 <= 20,
    },
  ]
}
