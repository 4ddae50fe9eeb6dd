/**
 * npm run test:sim                 the simulation as CI runs it
 * npm run test:sim -- --jobs N     in N processes at a time; as many as there are processors
 *
 * Ends with 1 at the first part that fails.
 */
import { spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'

const options = { jobs: { type: 'string', default: String(availableParallelism()) } }
const { jobs } = parseArgs({ options }).values
const PARTS = [
  ['node_modules/vitest/vitest.mjs', 'run', '--project', 'sim', '--maxWorkers', jobs],
  ['sim/exhaustive.js'],
  ['sim/main.js', '--ci', '--jobs', jobs],
  ['sim/mutants.js', '--ci', '--jobs', jobs],
]

const isGood = (part) => spawnSync(process.execPath, part, { stdio: 'inherit' }).status === 0
process.exitCode = PARTS.every(isGood) ? 0 : 1
