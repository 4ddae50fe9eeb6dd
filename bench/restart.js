import { startFlatline } from './kit/flatline.js'
import { beatAll, fleetOf } from './kit/fleet.js'
import { median, seconds, short, spread } from './kit/numbers.js'
import { pause } from './kit/wait-until.js'

const GOAL_MS = 5_000
const SWEEPS_MS = 3_000

/** From spawning the server until it is ready, on a store with a large fleet. */
export async function measureRestart({ sizes, quick }) {
  const hosts = sizes.at(-1)
  const rounds = quick ? 1 : 5
  const fleet = await fleetOf(hosts)
  const clean = []
  const killed = []
  let missing = 0
  for (let round = 0; round < rounds; round++) {
    const silent = await startAndStop(fleet, async () => {})
    clean.push(silent.startedInMs)
    await startAndStop(fleet, (server) => beatAll(server, hosts), 'SIGKILL')
    const crashed = await startAndStop(fleet, async () => {})
    killed.push(crashed.startedInMs)
    missing += silent.missing + crashed.missing
  }
  const worst = Math.max(median(clean), median(killed))
  return {
    title: 'Restart',
    notes: [
      'Until the first 200 at /readyz, process start included. After kill -9 the journal holds a ' +
        'heartbeat of every host. False incidents are looked for after 12 sweeps.',
    ],
    tables: [
      {
        columns: ['hosts', 'after SIGTERM', 'after kill -9', 'false incidents'],
        rows: [[short(hosts), spread(clean, seconds), spread(killed, seconds), String(missing)]],
      },
    ],
    goals: [
      {
        what: `restart with ${short(hosts)} hosts`,
        goal: 'ready ≤ 5 s, no false incident',
        measured: `${seconds(worst)}, ${missing} false incidents`,
        met: worst <= GOAL_MS && missing === 0,
      },
    ],
  }
}

async function startAndStop({ dataDir, keys, hosts }, act, signal = 'SIGTERM') {
  const server = await startFlatline(dataDir, { keys })
  await act(server)
  await pause(SWEEPS_MS)
  const { counts } = await server.read('/v1/fleet')
  if (counts.up + counts.late !== hosts) throw new Error(JSON.stringify(counts))
  await server.stop(signal)
  return { startedInMs: server.startedInMs, missing: counts.missing }
}
