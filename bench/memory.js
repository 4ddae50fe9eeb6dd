import { prepareKeys, startFlatline } from './kit/flatline.js'
import { beatAll, fleetOf } from './kit/fleet.js'
import { megabytes, short } from './kit/numbers.js'
import { removeDir, tempDir } from './kit/temp-dir.js'

const GOAL_BYTES = 400 * 1_048_576
const GOAL_HOSTS = 1_000_000

/** Resident memory of the real server, after garbage collection. */
export async function measureMemory({ sizes }) {
  const measured = [await emptyServer()]
  for (const hosts of sizes) measured.push(await serverWith(hosts))
  const largest = measured.at(-1)
  return {
    title: 'Memory',
    notes: ['RSS of the whole server process after a garbage collection; peak is VmHWM.'],
    tables: [
      {
        columns: ['hosts', 'after the start', 'after a heartbeat of each', 'peak', 'heap in use'],
        rows: measured.map(({ hosts, started, beaten }) => [
          short(hosts),
          megabytes(started.rss),
          megabytes(beaten.rss),
          megabytes(beaten.peak),
          megabytes(beaten.heapUsed),
        ]),
      },
    ],
    goals: [
      {
        what: `memory at ${short(largest.hosts)} hosts`,
        goal: '≤ 400 MB RSS at 1,000,000',
        measured: `${megabytes(largest.beaten.rss)} (peak ${megabytes(largest.beaten.peak)})`,
        met: largest.hosts === GOAL_HOSTS ? largest.beaten.rss <= GOAL_BYTES : null,
      },
    ],
  }
}

async function emptyServer() {
  const dataDir = tempDir()
  const keys = await prepareKeys(dataDir)
  const measured = await measure({ hosts: 0, dataDir, keys })
  removeDir(dataDir)
  return measured
}

async function serverWith(hosts) {
  return await measure(await fleetOf(hosts))
}

async function measure({ hosts, dataDir, keys }) {
  const server = await startFlatline(dataDir, { keys })
  const started = await server.memory()
  if (hosts > 0) await beatAll(server, hosts)
  const beaten = await server.memory()
  await server.stop()
  return { hosts, started, beaten }
}
