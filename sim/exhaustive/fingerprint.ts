import { createHash } from 'node:crypto'
import type { RecordKind } from '../../src/service/record-kinds.ts'
import { type Memory, plain } from './open-process.ts'
import type { Process } from './process.ts'
import type { World } from './world.ts'

const KINDS: readonly RecordKind[] = ['host', 'incident', 'entry']
const LISTED_MAX = 1_000

/** Where the world stands, whatever is going on: what is stored, what was promised, and when. */
export async function standOf(world: World): Promise<string> {
  const { stores, laws } = world
  const records: unknown[] = []
  for (const kind of KINDS) {
    const { items } = await stores.records.list(kind, { limit: LISTED_MAX })
    records.push(items.map(({ value, version }) => [value, version]))
  }
  const rows = Object.values(stores.rows).map(({ stored }) => [...stored.values()].sort(byHost))
  const acks = laws.acks.map(({ host, at, region }) => `${host} ${at} ${region}`).sort()
  const events = [...laws.events.values()].map(({ event, by }) =>
    [event.id, event.noticedAt, event.unconfirmed, by].join(),
  )
  const stored = [records, rows, whatItRemembers(world.server)]
  const arrivals = laws.arrivals.map(({ host, at }) => `${host} ${at}`).sort()
  return JSON.stringify([world.now, stored, arrivals, acks, events.sort()])
}

/**
 * Two worlds with the same fingerprint have the same future. What a process knows follows from what
 * it was answered since its verb began, and from what is left in its memory of verbs before.
 */
export async function fingerprintOf(world: World, stand: string): Promise<string> {
  const { processes, runsLeft, beatsLeft, crashesLeft, lossesLeft } = world
  const budgets = [runsLeft, [...beatsLeft], crashesLeft, lossesLeft]
  const inside = [...processes.values()].map(({ process, memory }) =>
    JSON.stringify([whereItStands(process), whatItRemembers(memory)]),
  )
  const text = JSON.stringify([budgets, inside.sort()])
  return createHash('sha1').update(stand).update(text).digest('base64')
}

/** Of calls made side by side, it does not matter to a verb which was answered first. */
function whereItStands(process: Process): unknown {
  const { name, verb, waiting, answers, noticed, arrivedAt, robbed } = process
  const calls = waiting.map(({ what }) => what)
  const known = [...answers].sort((a, b) => a.index - b.index)
  return [name, verb, robbed, arrivedAt, calls, known, noticed]
}

function whatItRemembers(memory: Memory | null): unknown {
  return memory && Object.values(memory).map(plain)
}

function byHost(a: { readonly hostId: string }, b: { readonly hostId: string }): number {
  return a.hostId < b.hostId ? -1 : 1
}
