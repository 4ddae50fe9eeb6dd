import type { Scenario } from './scenario.ts'
import type { Found, Violation } from './search.ts'
import { T0 } from './start.ts'
import { type Choice, World } from './world.ts'

export function rowOf({ name }: Scenario, found: Found): string {
  const { states, transitions, depth, rests, ends, seconds, exhausted, violation } = found
  const verdict = violation !== null ? 'BROKEN' : exhausted ? 'holds' : 'NOT EXHAUSTED'
  const numbers = [states, transitions, depth, rests, ends, seconds.toFixed(1)]
  return [name.padEnd(10), ...numbers.map((each) => String(each).padStart(11)), ` ${verdict}`].join(
    '',
  )
}

export const HEADER = [
  'scenario  ',
  ...['states', 'transitions', 'depth', 'rests', 'ends', 'seconds'].map((each) =>
    each.padStart(11 + Number(each === 'transitions')),
  ),
].join('')

const OUTCOMES = { answer: '', lose: ' (done; the answer is lost)', refuse: ' (fails)' }

/** The choices one by one, as what they do, and what they break. */
export async function retell(scenario: Scenario, violation: Violation): Promise<string> {
  const world = await World.open(scenario)
  const lines = [`${scenario.name}: ${scenario.about}`]
  for (const [index, choice] of violation.choices.entries()) {
    const says = describe(world, choice)
    await world.take(choice)
    lines.push(`${String(index + 1).padStart(4)}. ${says}`)
  }
  return [...lines, ...violation.says.map((says) => `   => ${says}`)].join('\n')
}

function describe(world: World, choice: Choice): string {
  const at = `+${world.now - T0} ms`
  switch (choice.kind) {
    case 'time':
      return `${at}: time passes to the next instant`
    case 'beat': {
      const { host, region } = world.scenario.beats[choice.index] ?? {}
      return `${at}: heartbeat ${choice.index + 1}, of ${host}, arrives in ${region}`
    }
    case 'sweep':
      return `${at}: ${world.nameOf(choice.index)} begins`
    case 'die':
      return `${at}: ${choice.process} dies`
    case 'answer':
    case 'lose':
    case 'refuse': {
      const what = world.processOf(choice.process).waiting[choice.call]?.what
      return `${at}: ${choice.process}: ${what}${OUTCOMES[choice.kind]}`
    }
  }
}
