/** Searches all scenarios; fails if a law is broken, or if there are more states than allowed. */
import { parseArgs } from 'node:util'
import { keepTimeBy } from '../kernel/timers.ts'
import { HEADER, retell, rowOf } from './report.ts'
import { scenariosOf } from './scenarios.ts'
import { search } from './search.ts'

const { values } = parseArgs({
  options: {
    large: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true },
    'until-broken': { type: 'boolean', default: false },
  },
})
const statesMax = values.large ? 3_000_000 : 60_000
const say = (line: string) => process.stdout.write(`${line}\n`)

/** Time passes by choice only: no timer ever ends. */
function holdTime(): void {
  const timer = { stop() {}, unref: () => timer, ref: () => timer }
  keepTimeBy({ start: () => timer, startLast: () => timer, wallMs: () => 0, monotonicMs: () => 0 })
}

async function main(): Promise<boolean> {
  holdTime()
  // The model makes errors by the thousand, and nobody reads where.
  Error.stackTraceLimit = 0
  const chosen = scenariosOf(values.large).filter(({ name }) => values.only?.includes(name) ?? true)
  let good = chosen.length > 0
  say(HEADER)
  for (const scenario of chosen) {
    const found = await search(scenario, statesMax)
    say(rowOf(scenario, found))
    if (found.violation !== null) say(await retell(scenario, found.violation))
    good &&= found.exhausted && found.violation === null
    if (found.violation !== null && values['until-broken']) break
  }
  return good
}

process.exitCode = (await main()) ? 0 : 1
