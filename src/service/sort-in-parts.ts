import { type EventKind, isHostEvent } from '../core/event.ts'
import type { HostId } from '../core/ids.ts'
import { type Entry, type Sorted, type Sorting, sortEntries } from '../core/mailbox.ts'
import type { Context } from './context.ts'

/** A few milliseconds of sorting. */
export const PART_HOSTS = 2_000

/**
 * Sorts what waits in a mailbox. No rule looks beyond one host, so that the entries of a mass are
 * sorted in parts, which keep those of a host together; others of this process go in between.
 */
export async function sortInParts(
  ctx: Context,
  entries: readonly Entry[],
  sorting: Sorting,
): Promise<Sorted> {
  if (entries.length <= PART_HOSTS) return sortEntries(entries, sorting)
  const told = new Map<EventKind, Entry[]>()
  const held: Sorted['held'][number][] = []
  const dropped: Sorted['dropped'][number][] = []
  for (const part of await partsOf(ctx, entries)) {
    await ctx.nextTurn()
    const sorted = sortEntries(part, sorting)
    held.push(...sorted.held)
    dropped.push(...sorted.dropped)
    for (const [kind, some] of sorted.told) addTo(told, kind, some)
  }
  return { told, held, dropped }
}

function addTo(told: Map<EventKind, Entry[]>, kind: EventKind, some: readonly Entry[]): void {
  const others = told.get(kind)
  if (others === undefined) told.set(kind, [...some])
  else others.push(...some)
}

/** The order of entries stays within each part; what is of no host is in the first. */
async function partsOf(ctx: Context, entries: readonly Entry[]): Promise<Entry[][]> {
  const first: Entry[] = []
  const parts = [first]
  const partOf = new Map<HostId, Entry[]>()
  let open = first
  for (const [index, entry] of entries.entries()) {
    if (index % PART_HOSTS === 0) await ctx.nextTurn()
    const { event } = entry
    if (!isHostEvent(event)) {
      first.push(entry)
      continue
    }
    const part = partOf.get(event.hostId) ?? open
    part.push(entry)
    partOf.set(event.hostId, part)
    if (partOf.size < parts.length * PART_HOSTS) continue
    open = []
    parts.push(open)
  }
  return parts
}
