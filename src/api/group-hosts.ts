import type { Context } from '../service/context.ts'
import { readLabel } from '../service/read-label.ts'
import type { Survey } from '../service/survey.ts'
import type { Grouping } from './arrange-map.ts'
import { nextTurn } from './next-turn.ts'

const LABEL_PREFIX = 'label.'
/** Places whose host's name is looked up in one turn of the event loop. */
const TURN_NAMES = 10_000

/** `by` is `site` or `label.K`. Labels are as of the past minute. */
export async function groupHosts(ctx: Context, survey: Survey, by: string): Promise<Grouping> {
  if (!by.startsWith(LABEL_PREFIX)) return { names: survey.siteNames, groups: survey.sites }
  const values = await readLabel(ctx, by.slice(LABEL_PREFIX.length))
  const groups = new Uint32Array(survey.states.length)
  const numbers = new Map<string, number>([['', 0]])
  for (let place = 0; place < groups.length; place++) {
    const hostId = survey.hostAt(place)
    const value = (hostId === undefined ? undefined : values.get(hostId)) ?? ''
    const number = numbers.get(value) ?? numbers.size
    numbers.set(value, number)
    groups[place] = number
    if ((place + 1) % TURN_NAMES === 0) await nextTurn()
  }
  return { names: [...numbers.keys()], groups }
}

/** Until when a grouping holds for surveys of the same edition: labels change without a trace. */
export function isLasting(by: string): boolean {
  return !by.startsWith(LABEL_PREFIX)
}
