import { fileURLToPath } from 'node:url'
import { fleetOf } from './kit/fleet.js'
import { ms, short } from './kit/numbers.js'
import { runProgram } from './kit/program.js'

const PASSES = fileURLToPath(new URL('./kit/sweep-passes.js', import.meta.url))

/** How long one look at the whole fleet takes, on the embedded store in a process of its own. */
export async function measureSweep({ sizes }) {
  const rows = []
  for (const hosts of sizes) {
    const { dataDir } = await fleetOf(hosts)
    const passes = JSON.parse(await runProgram(process.execPath, [PASSES, dataDir]))
    if (passes.yielded > 0) throw new Error(`${passes.yielded} hosts were taken for missing`)
    rows.push([
      short(hosts),
      ms(passes.first),
      ms(passes.firstBlock),
      ms(passes.common.p50),
      ms(passes.common.p99),
      ms(passes.tally),
    ])
  }
  return {
    title: 'Sweep',
    notes: [
      'The first pass after a start looks at every host, because all of them were last heard ' +
        'longer ago than their timeout, and finds that none may be judged yet. ' +
        'The common pass finds all in time (200 passes).',
    ],
    tables: [
      {
        columns: [
          'hosts',
          'first pass',
          'its longest block of the event loop',
          'common pass p50',
          'common pass p99',
          'counting by state and site',
        ],
        rows,
      },
    ],
    goals: [],
  }
}
