import { replayOperations } from './apply.ts'
import type { ChangedPages } from './changed-pages.ts'
import { damagedJournal, readCommits } from './journal.ts'
import { readJournal } from './journal-format.ts'
import { decodeNames, decodeRows } from './page-format.ts'
import { OpenRefusal } from './refusal.ts'
import type { Slots } from './slots.ts'
import type { Connection } from './sqlite.ts'

export interface Restored {
  /** Number of the oldest commit in the journal, or of the next if there is none. */
  readonly firstSequence: number
  /** Bytes per commit in the journal. */
  readonly sizes: number[]
}

/** Fills empty slots from the stored pages and the journal. Throws an OpenRefusal on any damage. */
export function restoreSlots(
  connection: Connection,
  slots: Slots,
  changed: ChangedPages,
): Restored {
  const names = readPages(connection, 'page_names', (page, blob) => decodeNames(slots, page, blob))
  const rows = readPages(connection, 'page_rows', (page, blob) => decodeRows(slots, page, blob))
  const sizes: number[] = []
  let firstSequence = Math.max(names.last, rows.last) + 1
  for (const { sequence, blob } of readCommits(connection)) {
    if (sizes.length === 0) firstSequence = sequence
    sizes.push(blob.length)
    const stored = { names: names.sequences, rows: rows.sequences }
    try {
      readJournal(blob, replayOperations(slots, changed, stored, sequence))
    } catch (cause) {
      throw damagedJournal(sequence, cause instanceof Error ? cause.message : String(cause))
    }
  }
  indexSlots(slots)
  return { firstSequence, sizes }
}

function indexSlots(slots: Slots): void {
  for (let slot = 0; slot < slots.size; slot++) {
    const hostId = slots.ids[slot]
    if (hostId === undefined) slots.free.push(slot)
    else slots.index.set(hostId, slot)
  }
}

function readPages(
  connection: Connection,
  table: 'page_names' | 'page_rows',
  decode: (page: number, blob: Uint8Array) => void,
): { sequences: readonly number[]; last: number } {
  const pages = connection.prepare(`SELECT page FROM ${table} ORDER BY page`).all()
  const select = connection.prepare(`SELECT sequence, blob FROM ${table} WHERE page = ?`)
  const sequences: number[] = []
  for (const { page } of pages) {
    const number = Number(page)
    const stored = select.get(Number(page))
    try {
      if (!(stored?.blob instanceof Uint8Array)) throw new RangeError('it holds no bytes')
      decode(number, stored.blob)
    } catch (cause) {
      throw damagedPage(number, cause)
    }
    sequences[number] = Number(stored.sequence)
  }
  return { sequences, last: Math.max(0, ...sequences.filter(Number.isFinite)) }
}

function damagedPage(page: number, cause: unknown): OpenRefusal {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new OpenRefusal(
    'damaged',
    `Page ${page} of the last heartbeats in pulses.db is damaged: ${reason}.`,
    'Put a backup of pulses.db in its place, or move it away to start without last heartbeats: ' +
      'every host then gets a full timeout to show itself.',
    cause,
  )
}
