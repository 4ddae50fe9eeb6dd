/**
 * Breadth first through all states of a scenario. A state is reached by its choices from the start;
 * one that was seen before is not looked at again, so that the first way to a broken law is one of
 * the shortest. Wherever all processes are at rest, the world is healed, and must then be right.
 */
import { fingerprintOf, standOf } from './fingerprint.ts'
import { heal } from './heal.ts'
import type { Scenario } from './scenario.ts'
import { type Choice, World } from './world.ts'

/** Worlds that are kept to be gone on with; all others are made anew from their choices. */
const HELD_MAX = 1_000

export interface Found {
  readonly states: number
  readonly transitions: number
  readonly depth: number
  /** States in which all processes are at rest and that were healed, each once. */
  readonly rests: number
  /** States without any choice left. */
  readonly ends: number
  /** Of computing, not of waiting for others on the machine. */
  readonly seconds: number
  /** False if there were more states than allowed. */
  readonly exhausted: boolean
  readonly violation: Violation | null
}

export interface Violation {
  readonly says: readonly string[]
  readonly choices: readonly Choice[]
}

interface Node {
  readonly parent: Node | null
  readonly choice: Choice | null
  readonly depth: number
}

interface Due {
  readonly node: Node
  /** The world as the parent left it, for the one child that goes on in it. */
  readonly live: World | null
}

interface Reached {
  readonly world: World
  readonly fingerprint: string
  readonly stand: string
}

export async function search(scenario: Scenario, statesMax: number): Promise<Found> {
  const startedAt = process.cpuUsage()
  const seen = new Set<string>()
  const healed = new Set<string>()
  const counts = { transitions: 0, depth: 0, ends: 0 }
  let violation: Violation | null = null
  let exhausted = true
  let held = 0
  const visit = async (due: Due): Promise<Due[]> => {
    const { node } = due
    if (due.live !== null) held--
    const { world, fingerprint, stand } = await reach(scenario, due)
    const says = [...world.laws.broken, ...stuck(world)]
    if (says.length > 0) violation = { says, choices: choicesOf(node) }
    if (seen.has(fingerprint) || violation !== null) return []
    seen.add(fingerprint)
    counts.depth = Math.max(counts.depth, node.depth)
    const next = world.choices()
    if (next.length === 0) counts.ends++
    const healing = world.atRest && !healed.has(stand)
    if (healing) {
      healed.add(stand)
      const sick = [...(await heal(world)), ...world.laws.broken]
      if (sick.length > 0) violation = { says: sick, choices: choicesOf(node) }
    }
    return next.map((choice, index) => {
      const live = index === 0 && !healing && held < HELD_MAX ? world : null
      if (live !== null) held++
      return { node: { parent: node, choice, depth: node.depth + 1 }, live }
    })
  }
  let level = await visit({ node: { parent: null, choice: null, depth: 0 }, live: null })
  while (level.length > 0 && violation === null && exhausted) {
    const next: Due[] = []
    for (const due of level) {
      counts.transitions++
      next.push(...(await visit(due)))
      exhausted = seen.size <= statesMax
      if (violation !== null || !exhausted) break
    }
    level = next
  }
  const { user, system } = process.cpuUsage(startedAt)
  const seconds = (user + system) / 1_000_000
  return { states: seen.size, ...counts, rests: healed.size, seconds, exhausted, violation }
}

async function reach(scenario: Scenario, { node, live }: Due): Promise<Reached> {
  const world = live ?? (await World.open(scenario))
  const choices = live === null ? choicesOf(node) : node.choice === null ? [] : [node.choice]
  for (const choice of choices) await world.take(choice)
  const stand = await standOf(world)
  return { world, stand, fingerprint: await fingerprintOf(world, stand) }
}

function choicesOf(node: Node): Choice[] {
  const choices: Choice[] = []
  for (let at: Node | null = node; at !== null; at = at.parent) {
    if (at.choice !== null) choices.unshift(at.choice)
  }
  return choices
}

function stuck(world: World): string[] {
  return [...world.processes.values()].flatMap(({ process: { name, waiting } }) =>
    waiting.length === 0 ? [`${name} waits for nothing, for ever`] : [],
  )
}
