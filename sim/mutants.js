/**
 * npm run sim:mutants                  every mutant of sim/mutants/ must be caught
 * npm run sim:mutants -- --only A,B    those, with what was said of them
 * npm run sim:mutants -- --ci          by the seed on record, or a few more: quick
 * npm run sim:mutants -- --record      puts the seeds that were found into sim/mutants/seeds.json
 *
 * --seeds-max N is how many seeds each gets (200), --jobs J how many run at a time. Tries the seed
 * on record first, then 1, 2, 3 and on. Ends with 1 if a mutant is not caught, or only by an error
 * where a rule was to notice, or if the seed that caught it fails without it too. A change of the
 * source or of the simulated world moves what seeds do: then record them anew.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { bundle } from './bundle.js'
import { MUTANTS, SEEDS } from './mutants/list.js'
import { runPool } from './pool.js'

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    'seeds-max': { type: 'string', default: '200' },
    jobs: { type: 'string', default: String(availableParallelism()) },
    ci: { type: 'boolean', default: false },
    record: { type: 'boolean', default: false },
  },
})
/** Where a small change has moved what the seed on record does, the next few are mostly as good. */
const CI_SEEDS_MAX = 12
const seedsMax = Number(options['seeds-max'])

const names = options.only?.split(',')
const chosen = MUTANTS.filter(({ name }) => names?.includes(name) ?? true)
if (chosen.length === 0) throw new Error(`There is no mutant "${options.only}".`)
const widest = Math.max(...chosen.map(({ name }) => name.length))

const untouched = await bundle('sim/worker.ts', 'dist/sim/mutants/none.mjs')
const hunts = []
for (const mutant of chosen) {
  const hunt = await huntDown(mutant)
  hunts.push(hunt)
  say(lineOf(hunt))
  if (options.record) record(hunt)
}
say(summaryOf(hunts))
process.exitCode = hunts.every(isWell) ? 0 : 1

/**
 * Runs seeds until a rule notices. An error is no rule: it is put down, and the hunt goes on,
 * unless the process died of it.
 */
async function huntDown(mutant) {
  const { name, edits, wishes } = mutant
  const hunt = { mutant, seedsRun: 0, caught: null, erred: null, alike: null }
  const worker = await bundle('sim/worker.ts', `dist/sim/mutants/${name}.mjs`, edits)
  const jobs = seedsFor(mutant).map((seed) => ({ seed, wishes, trace: false }))
  const hear = ({ seed, violation, digest }) => {
    hunt.seedsRun++
    if (violation === null) return false
    if (violation.rule !== 'error') hunt.caught = { seed, ...violation }
    else hunt.erred ??= { seed, ...violation }
    return hunt.caught !== null || digest === ''
  }
  await runPool(worker, jobs, hear, Math.min(Number(options.jobs), jobs.length))
  if (hunt.caught !== null) await compare(hunt)
  return hunt
}

/** Where the source itself violates a rule too, the mutant has not been told apart from it. */
async function compare(hunt) {
  const { seed } = hunt.caught
  const hear = ({ violation }) => {
    if (violation !== null) [hunt.caught, hunt.alike] = [null, { seed, ...violation }]
  }
  await runPool(untouched, [{ seed, wishes: hunt.mutant.wishes, trace: false }], hear, 1)
}

function seedsFor({ seed: known }) {
  if (options.ci && known === null) return []
  const most = options.ci ? CI_SEEDS_MAX : seedsMax
  const others = Array.from({ length: most }, (_, index) => index + 1)
  if (known === null) return others
  return [known, ...others.filter((seed) => seed !== known)].slice(0, most)
}

function lineOf({ mutant: { name, breaks }, seedsRun, caught, erred, alike }) {
  const label = name.padEnd(widest)
  if (caught !== null) {
    const unexpected = breaks.includes(caught.rule) ? '' : ` (expected ${breaks.join(', ')})`
    const told = options.only === undefined ? '' : `\n  ${caught.says}`
    const { rule, seed } = caught
    return `${label}  ${rule.padEnd(3)}  seed ${seed}, after ${seedsRun}${unexpected}${told}`
  }
  if (alike !== null) {
    return `${label}  NOT TOLD APART: without it seed ${alike.seed} violates ${alike.rule} too`
  }
  if (seedsRun === 0) return `${label}  NOT TRIED: no seed is on record (--record finds one)`
  if (erred === null) return `${label}  SURVIVES ${seedsRun} seeds (expected ${breaks.join(', ')})`
  const [says] = erred.says.split('\n')
  return `${label}  ERROR ONLY, at seed ${erred.seed}, not ${breaks.join(', ')}: ${says}`
}

function isWell({ caught }) {
  return caught !== null
}

function summaryOf(all) {
  const caught = all.filter((hunt) => hunt.caught !== null)
  const counts = caught.map(({ seedsRun }) => seedsRun).sort((a, b) => a - b)
  const median = counts[Math.floor((counts.length - 1) / 2)] ?? 'none'
  const rules = [...new Set(caught.map((hunt) => hunt.caught.rule))].sort()
  return [
    `${caught.length} of ${all.length} mutants are caught, by ${rules.join(', ')}`,
    `median: after ${median} seeds`,
  ].join('\n')
}

function record({ mutant: { name }, caught }) {
  if (caught === null) return
  const known = { ...JSON.parse(readFileSync(SEEDS, 'utf8')), [name]: caught.seed }
  const sorted = Object.fromEntries(Object.entries(known).sort(([a], [b]) => (a < b ? -1 : 1)))
  writeFileSync(SEEDS, `${JSON.stringify(sorted, null, 2)}\n`)
}

function say(text) {
  process.stdout.write(`${text}\n`)
}
