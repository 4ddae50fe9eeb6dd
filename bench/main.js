import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { measureBursts } from './bursts.js'
import { measureDay } from './day.js'
import { describeMachine } from './kit/machine.js'
import { goalRow, renderReport, renderSection } from './kit/report.js'
import { measureLag } from './lag.js'
import { measureMemory } from './memory.js'
import { measureOutage } from './outage.js'
import { measureRestart } from './restart.js'
import { measureStart } from './start.js'
import { measureSweep } from './sweep.js'
import { measureThroughput } from './throughput.js'

const SECTIONS = {
  throughput: measureThroughput,
  start: measureStart,
  sweep: measureSweep,
  memory: measureMemory,
  restart: measureRestart,
  lag: measureLag,
  bursts: measureBursts,
  outage: measureOutage,
  day: measureDay,
}
const NAMES = Object.keys(SECTIONS).join('|')
const USAGE = `npm run bench -- [--quick] [--only ${NAMES}]`
const RESULTS = fileURLToPath(new URL('./RESULTS.md', import.meta.url))

const say = (text) => process.stdout.write(`${text}\n`)

async function main() {
  const { quick, only } = readFlags()
  const sizes = quick ? [10_000, 100_000] : [10_000, 100_000, 1_000_000]
  const names = Object.keys(SECTIONS).filter((name) => only?.includes(name) ?? true)
  const machine = describeMachine()
  const startedAt = performance.now()
  const sections = []
  for (const name of names) {
    say(`\nmeasuring ${name} ...`)
    const section = { name, ...(await SECTIONS[name]({ quick, sizes })) }
    sections.push(section)
    say(renderSection(section).join('\n'))
    for (const goal of section.goals) say(`- ${goalRow(goal).join(' | ')}`)
  }
  if (quick || only !== undefined) return say('\nRESULTS.md is written by a whole run only.')
  const tookMs = performance.now() - startedAt
  writeFileSync(RESULTS, renderReport({ machine, command: 'npm run bench', sections, tookMs }))
  say(`\nwritten: bench/RESULTS.md`)
}

function readFlags() {
  const options = {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true },
  }
  try {
    const { values } = parseArgs({ options })
    const unknown = values.only?.find((name) => !Object.hasOwn(SECTIONS, name))
    if (unknown === undefined) return values
    say(`There is no part "${unknown}". Usage: ${USAGE}`)
  } catch (error) {
    say(`${error.message}. Usage: ${USAGE}`)
  }
  process.exit(2)
}

await main()
process.exit()
