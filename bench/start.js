import { startFlatline } from './kit/flatline.js'
import { median, ms, spread } from './kit/numbers.js'
import { runProgram } from './kit/program.js'
import { removeDir, tempDir } from './kit/temp-dir.js'

const GOAL_MS = 1_000

/** From spawning the server until it takes heartbeats, on an empty store. */
export async function measureStart({ quick }) {
  const rounds = quick ? 3 : 9
  const starts = []
  const nodes = []
  for (let round = 0; round < rounds; round++) {
    nodes.push(await timeOf(() => runProgram(process.execPath, ['-e', '0'])))
    const dataDir = tempDir()
    const server = await startFlatline(dataDir)
    starts.push(server.startedInMs)
    await server.stop()
    removeDir(dataDir)
  }
  return {
    title: 'Start',
    notes: ['Until the first 200 at /readyz; the baseline is Node itself with nothing to do.'],
    tables: [
      {
        columns: ['empty store', 'Node alone', 'ratio'],
        rows: [
          [spread(starts, ms), spread(nodes, ms), (median(starts) / median(nodes)).toFixed(1)],
        ],
      },
    ],
    goals: [
      {
        what: 'start to listening, empty store',
        goal: '≤ 1 s',
        measured: ms(median(starts)),
        met: median(starts) <= GOAL_MS,
      },
    ],
  }
}

async function timeOf(act) {
  const startedAt = performance.now()
  await act()
  return performance.now() - startedAt
}
