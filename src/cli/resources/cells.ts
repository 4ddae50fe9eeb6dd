import { relativeTime } from '../terminal/relative-time.ts'
import type { Cell } from '../terminal/table.ts'
import type { View } from './print-list.ts'

export function agoCell(at: string | null, { now }: View): string {
  return at === null ? '-' : relativeTime(Date.parse(at), now)
}

export function pairsCell(pairs: Readonly<Record<string, string | readonly string[]>>): string {
  const texts = Object.entries(pairs).map(([name, value]) => `${name}=${String(value)}`)
  return texts.join(' ') || '-'
}

/** Which hosts a subscription or silence is about. */
export function matchCell(match: Readonly<Record<string, string | readonly string[]>>): string {
  return Object.keys(match).length === 0 ? 'all' : pairsCell(match)
}

/** Any of the states of hosts, incidents, deliveries and subscriptions, in its colour. */
export function stateCell(state: string, { paint }: View): Cell {
  if (['up', 'resolved', 'sent', 'active'].includes(state)) {
    return { text: state, paint: paint.green }
  }
  if (['missing', 'open', 'dead', 'disabled'].includes(state)) {
    return { text: state, paint: paint.red }
  }
  if (['late', 'retrying', 'unconfirmed'].includes(state)) {
    return { text: state, paint: paint.yellow }
  }
  return { text: state, paint: paint.dim }
}
