import type { Survey } from '../service/survey.ts'
import { nextTurn } from './next-turn.ts'
import { sortInTurns } from './sort-in-turns.ts'

/** A group per place of a survey, as a number of `names`; '' is for hosts in no group. */
export interface Grouping {
  readonly names: readonly string[]
  readonly groups: Uint32Array
}

/** The bytes of a map in order: group by group, and within one as the hosts came. */
export interface Arrangement {
  /** Place in the survey, per byte. */
  readonly places: Uint32Array
  readonly names: readonly string[]
  readonly sizes: readonly number[]
}

/** Places that are looked at in one turn of the event loop. */
export const TURN_PLACES = 25_000

export async function arrangeMap(survey: Survey, grouping: Grouping): Promise<Arrangement> {
  const { states } = survey
  const { names, groups } = grouping
  const sizes = new Uint32Array(names.length)
  await eachHost(states, (place) => {
    const group = groups[place] ?? 0
    sizes[group] = (sizes[group] ?? 0) + 1
  })
  const used = [...names.keys()].filter((group) => (sizes[group] ?? 0) > 0)
  const sorted = await sortInTurns(used, (a, b) => isBefore(names[a] ?? '', names[b] ?? ''))
  const next = new Uint32Array(names.length)
  let hosts = 0
  for (const group of sorted) {
    next[group] = hosts
    hosts += sizes[group] ?? 0
  }
  const places = new Uint32Array(hosts)
  await eachHost(states, (place) => {
    const group = groups[place] ?? 0
    const at = next[group] ?? 0
    places[at] = place
    next[group] = at + 1
  })
  return {
    places,
    names: sorted.map((group) => names[group] ?? ''),
    sizes: sorted.map((group) => sizes[group] ?? 0),
  }
}

/** The states in the order of an arrangement. */
export async function arrangeStates(survey: Survey, places: Uint32Array): Promise<Uint8Array> {
  const { states } = survey
  const arranged = new Uint8Array(places.length)
  for (let start = 0; start < places.length; start += TURN_PLACES) {
    const end = Math.min(places.length, start + TURN_PLACES)
    for (let at = start; at < end; at++) arranged[at] = states[places[at] ?? 0] ?? 0
    await nextTurn()
  }
  return arranged
}

async function eachHost(states: Uint8Array, visit: (place: number) => void): Promise<void> {
  for (let start = 0; start < states.length; start += TURN_PLACES) {
    const end = Math.min(states.length, start + TURN_PLACES)
    for (let place = start; place < end; place++) if (states[place] !== 0) visit(place)
    await nextTurn()
  }
}

/** Hosts in no group come last. */
function isBefore(a: string, b: string): boolean {
  return a === '' || b === '' ? b === '' && a !== '' : a < b
}
