/**
 * Stores the pages that changed, so that the journal can be cut.
 *
 * - A round stores every page that had changed when it began, a few at a time.
 * - A page is stored together with the last commit that it holds; a restart plays only later ones.
 * - When all pages of a round are stored, the journal up to the round's beginning is removed.
 * - A page that could not be stored stays changed, and the round goes on with it.
 */
import type { ChangedPages } from './changed-pages.ts'
import { transact } from './database.ts'
import { guarded } from './failure.ts'
import type { Journal } from './journal.ts'
import { encodeNames, encodeRows } from './page-format.ts'
import type { Slots } from './slots.ts'
import type { Connection } from './sqlite.ts'

export interface PageRounds {
  /** Stores at most `pagesMax` pages, or cuts a piece of the journal. True when a round is done. */
  step(pagesMax: number): boolean
  /** Pages that this round has still to store. */
  readonly left: number
  /** Pages that differ from what is stored. */
  readonly changed: number
}

interface Parts {
  readonly connection: Connection
  readonly slots: Slots
  readonly changed: ChangedPages
  readonly journal: Journal
  /** Number of the last commit that the slots hold. */
  readonly applied: () => number
}

export function pageRounds(parts: Parts): PageRounds {
  const { connection, slots, changed, journal, applied } = parts
  const upsert = (table: string) =>
    connection.prepare(
      `INSERT INTO ${table} (page, sequence, blob) VALUES (?, ?, ?)
       ON CONFLICT (page) DO UPDATE SET sequence = excluded.sequence, blob = excluded.blob`,
    )
  const putRows = upsert('page_rows')
  const putNames = upsert('page_names')
  let began = 0
  let todo: number[] | null = null

  const store = (pages: readonly number[]) => {
    guarded(() =>
      transact(connection, () => {
        for (const page of pages) {
          if (changed.names[page]) putNames.run(page, applied(), encodeNames(slots, page))
          if (changed.rows[page]) putRows.run(page, applied(), encodeRows(slots, page))
        }
      }),
    )
    for (const page of pages) {
      changed.names[page] = false
      changed.rows[page] = false
    }
  }

  return {
    get left() {
      return todo?.length ?? 0
    },
    get changed() {
      return changedPages(changed).length
    },
    step(pagesMax) {
      if (todo === null) {
        began = applied()
        todo = changedPages(changed)
      }
      if (todo.length > 0) {
        store(todo.slice(-pagesMax))
        todo.length = Math.max(0, todo.length - pagesMax)
        return false
      }
      if (!journal.trim(began)) return false
      todo = null
      return true
    },
  }
}

function changedPages(changed: ChangedPages): number[] {
  const pages: number[] = []
  for (const [page, isChanged] of changed.rows.entries()) if (isChanged) pages.push(page)
  return pages
}
