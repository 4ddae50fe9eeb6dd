/**
 * Stores the pages that changed, so that the journal can be cut.
 *
 * - A round stores every page that had changed when it began, a few at a time.
 * - A page is stored together with the last commit that it holds; a restart plays only later ones.
 * - When all pages of a round are stored, the journal up to the round's beginning is removed.
 * - A page that could not be stored stays changed, and the round goes on with it.
 */
import type { ChangedPages } from './changed-pages.ts'
import type { Executor, Job } from './executor-job.ts'
import type { Journal } from './journal.ts'
import { encodeNames, encodeRows } from './page-format.ts'
import type { Slots } from './slots.ts'

export interface PageRounds {
  /**
   * Stores at most `pagesMax` pages, or cuts a piece of the journal. True when a round is done.
   * Steps come one after the other, whoever asks for them.
   */
  step(pagesMax: number): Promise<boolean>
  /** Pages that this round has still to store. */
  readonly left: number
  /** Pages that differ from what is stored. */
  readonly changed: number
}

interface Parts {
  readonly executor: Executor
  readonly slots: Slots
  readonly changed: ChangedPages
  readonly journal: Journal
  /** Number of the last commit that the slots hold. */
  readonly applied: () => number
}

type Statements = Extract<Job, { kind: 'statements' }>['statements']

export function pageRounds(parts: Parts): PageRounds {
  const { executor, slots, changed, journal, applied } = parts
  let began = 0
  let todo: number[] | null = null
  let last: Promise<unknown> = Promise.resolve()

  /** A page that changes while it is being stored counts as changed again. */
  const store = async (pages: readonly number[]) => {
    const statements: Statements[number][] = []
    const names = pages.filter((page) => changed.names[page])
    const rows = pages.filter((page) => changed.rows[page])
    for (const page of names) {
      statements.push([PUT_NAMES, page, applied(), encodeNames(slots, page)])
      changed.names[page] = false
    }
    for (const page of rows) {
      statements.push([PUT_ROWS, page, applied(), encodeRows(slots, page)])
      changed.rows[page] = false
    }
    try {
      await executor.run({ kind: 'statements', statements })
    } catch (problem) {
      for (const page of names) changed.names[page] = true
      for (const page of rows) changed.rows[page] = true
      throw problem
    }
  }

  const step = async (pagesMax: number) => {
    if (todo === null) {
      began = applied()
      todo = pagesOf(changed)
    }
    if (todo.length > 0) {
      await store(todo.slice(-pagesMax))
      todo.length = Math.max(0, todo.length - pagesMax)
      return false
    }
    if (!(await journal.trim(began))) return false
    todo = null
    return true
  }

  return {
    get left() {
      return todo?.length ?? 0
    },
    get changed() {
      return pagesOf(changed).length
    },
    step(pagesMax) {
      const next = last.then(() => step(pagesMax))
      last = next.catch(() => {})
      return next
    },
  }
}

const PUT_ROWS = upsert('page_rows')
const PUT_NAMES = upsert('page_names')

function upsert(table: string): string {
  return `INSERT INTO ${table} (page, sequence, blob) VALUES (?, ?, ?)
    ON CONFLICT (page) DO UPDATE SET sequence = excluded.sequence, blob = excluded.blob`
}

function pagesOf(changed: ChangedPages): number[] {
  const pages: number[] = []
  for (const [page, isChanged] of changed.rows.entries()) if (isChanged) pages.push(page)
  return pages
}
