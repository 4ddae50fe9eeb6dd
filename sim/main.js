/**
 * npm run sim -- --seeds 1..300        those seeds
 * npm run sim -- --seed 7              one, twice, with its trace if it fails; shrinks a failure
 * npm run sim -- --minutes 60          fresh seeds, as long as that
 * npm run sim -- --ci                  what CI runs: 300 seeds, two large fleets, and all that ever
 *                                      failed
 *
 * --engine, --hosts, --length (minutes of faults), --interval (seconds between heartbeats) and
 * --faults a,b lay down what the seed would draw; --from S is where fresh seeds begin; --jobs N is
 * how many processes share the work. Ends with 1 if a rule was violated, or if an interesting case
 * never occurred in a long run.
 */
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { bundle } from './bundle.js'
import { runPool } from './pool.js'
import { LONG_RUN_SEEDS, RARE_CASES } from './rare-cases.js'
import { shrink } from './shrink.js'
import { openTally } from './tally.js'

const CI_SEEDS = 300
/** Most time is got through with many hosts that seldom beat. */
const LARGE = { engine: 'regions', hosts: 5_000, minutes: 600, intervalSeconds: 43_200 }
const CI_LARGE_SEEDS = [1, 2]
const FRESH_SEEDS_FROM = 1_000_000
const PROGRESS_MS = 60_000

const { values: options } = parseArgs({
  options: {
    seed: { type: 'string' },
    seeds: { type: 'string' },
    minutes: { type: 'string' },
    from: { type: 'string' },
    ci: { type: 'boolean' },
    engine: { type: 'string' },
    hosts: { type: 'string' },
    length: { type: 'string' },
    interval: { type: 'string' },
    faults: { type: 'string' },
    trace: { type: 'boolean' },
    jobs: { type: 'string' },
  },
})

const wishes = {
  ...(options.engine === undefined ? {} : { engine: options.engine }),
  ...(options.hosts === undefined ? {} : { hosts: Number(options.hosts) }),
  ...(options.length === undefined ? {} : { minutes: Number(options.length) }),
  ...(options.interval === undefined ? {} : { intervalSeconds: Number(options.interval) }),
  ...(options.faults === undefined ? {} : { faults: options.faults.split(',').filter(Boolean) }),
}
const processes = options.jobs === undefined ? undefined : Number(options.jobs)
const worker = await bundle('sim/worker.ts', 'dist/sim/worker.mjs')
process.exitCode = options.seed === undefined ? await runMany() : await runOne(Number(options.seed))

async function runMany() {
  const tally = openTally()
  let saidAt = Date.now()
  const hear = (report) => {
    tally.add(report)
    if (report.violation !== null) say(`seed ${report.seed}: ${report.violation.rule}`)
    if (Date.now() - saidAt < PROGRESS_MS) return
    saidAt = Date.now()
    say(`${tally.runs()} runs so far, ${tally.failures.length} violate a rule`)
  }
  await runPool(worker, jobs(), hear, processes)
  say(tally.summary())
  const isLong = tally.runs() >= LONG_RUN_SEEDS && Object.keys(wishes).length === 0
  for (const failure of tally.failures.slice(0, 3)) await explain(failure)
  const missed = isLong ? RARE_CASES.filter((what) => !tally.sometimes.has(what)) : []
  for (const what of missed) say(`NEVER HAPPENED: ${what}`)
  return tally.failures.length + tally.differing.length + missed.length > 0 ? 1 : 0
}

function* jobs() {
  if (options.ci === true) {
    for (const line of regressions()) yield { trace: false, ...line }
    for (const seed of CI_LARGE_SEEDS) yield { seed, wishes: LARGE, trace: false }
    yield* range(1, CI_SEEDS)
  } else if (options.minutes !== undefined) {
    const until = Date.now() + Number(options.minutes) * 60_000
    for (let seed = Number(options.from ?? FRESH_SEEDS_FROM); Date.now() < until; seed++) {
      yield { seed, wishes, trace: false }
    }
  } else {
    const [from, to] = (options.seeds ?? `1..${CI_SEEDS}`).split('..').map(Number)
    yield* range(from, to ?? from)
  }
}

/** Every tenth seed is run twice: it must come out the same (S11). */
function* range(from, to) {
  for (let seed = from; seed <= to; seed++) {
    yield { seed, wishes, trace: false }
    if (seed % 10 === 0) yield { seed, wishes, trace: false }
  }
}

/** sim/seeds.txt: seeds that failed once, each with what it was laid down with, and why. */
function regressions() {
  const text = readFileSync(new URL('seeds.txt', import.meta.url), 'utf8')
  return text.split('\n').flatMap((line) => {
    const [seed, laidDown = '{}'] = line
      .replace(/#.*/, '')
      .trim()
      .split(/\s+(.*)/)
    return seed === '' ? [] : [{ seed: Number(seed), wishes: JSON.parse(laidDown || '{}') }]
  })
}

async function runOne(seed) {
  const reports = []
  const twice = [1, 2].map(() => ({ seed, wishes, trace: true }))
  await runPool(worker, twice, (report) => void reports.push(report), processes ?? 2)
  const [report, again] = reports
  if (options.trace === true) say(report.trace.join('\n'))
  const tally = openTally()
  for (const each of reports) tally.add(each)
  say(tally.summary())
  if (report.violation !== null) await explain(report)
  return report.violation === null && report.digest === again.digest ? 0 : 1
}

async function explain(report) {
  const smallest = await shrink(worker, report)
  const { hosts, minutes, kinds, violation, trace } = smallest
  say(`\nseed ${report.seed} violates ${violation.rule}: ${violation.says}`)
  say(trace.slice(-40).join('\n'))
  say(
    `npm run sim -- --seed ${report.seed} ${laidDownIn(report, { hosts, minutes, kinds })} --trace`,
  )
}

function laidDownIn({ engine, wishes: { intervalSeconds } }, { hosts, minutes, kinds }) {
  const interval = intervalSeconds === undefined ? '' : ` --interval ${intervalSeconds}`
  const size = `--engine ${engine} --hosts ${hosts} --length ${minutes}${interval}`
  return `${size} --faults "${kinds.join(',')}"`
}

function say(text) {
  process.stdout.write(`${text}\n`)
}
