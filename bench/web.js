import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { openBrowser } from './kit/browser.js'
import { describeMachine } from './kit/machine.js'
import { goalRow, renderReport, renderSection } from './kit/report.js'
import { measureChanges } from './web-changes.js'
import { measureIngest } from './web-ingest.js'
import { measureMap } from './web-map.js'
import { measureTable } from './web-table.js'
import { measureWeight } from './web-weight.js'

const SECTIONS = {
  weight: measureWeight,
  map: measureMap,
  changes: measureChanges,
  table: measureTable,
  ingest: measureIngest,
}
const COMMAND = 'npm run bench:web'
const NAMES = Object.keys(SECTIONS).join('|')
const USAGE = `${COMMAND} -- [--quick] [--large] [--only ${NAMES}]`
const RESULTS = fileURLToPath(new URL('./WEB-RESULTS.md', import.meta.url))

const say = (text) => process.stdout.write(`${text}\n`)

async function main() {
  const { quick, large, only } = readFlags()
  const sizes = large ? [100_000, 1_000_000] : [100_000]
  const names = Object.keys(SECTIONS).filter((name) => only?.includes(name) ?? true)
  const machine = [...describeMachine(), ['browser', await browserName()]]
  const startedAt = performance.now()
  const sections = []
  for (const name of names) {
    say(`\nmeasuring ${name} ...`)
    const section = { name, part: COMMAND, ...(await SECTIONS[name]({ quick, sizes })) }
    sections.push(section)
    say(renderSection(section).join('\n'))
    for (const goal of section.goals) say(`- ${goalRow(goal).join(' | ')}`)
  }
  if (quick || only !== undefined) return say('\nWEB-RESULTS.md is written by a whole run only.')
  const tookMs = performance.now() - startedAt
  const command = large ? `${COMMAND} -- --large` : COMMAND
  writeFileSync(RESULTS, renderReport({ machine, command, sections, tookMs }))
  say('\nwritten: bench/WEB-RESULTS.md')
}

async function browserName() {
  const browser = await openBrowser()
  await browser.end()
  return browser.name
}

function readFlags() {
  const options = {
    quick: { type: 'boolean', default: false },
    /** Adds the map of a million hosts, a fleet that takes minutes to make. */
    large: { type: 'boolean', default: false },
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
