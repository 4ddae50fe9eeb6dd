import type { Recorded } from '../../service/ports.ts'
import { numberOf } from './database.ts'
import type { Connection } from './sqlite.ts'

/** Rows of one read; they come as one text, because a call per row costs more than the row. */
const WINDOW = 4_096

type MarkRow = [Recorded['hostId'], number, number, Recorded['state'], number, string | null]

/** What the records say about every host, for the start. */
export function* readMarks(connection: Connection): Generator<Recorded[]> {
  const last = numberOf(connection, 'SELECT max(rowid) FROM host')
  const select = connection.prepare(
    `SELECT json_group_array(json_array(id, registeredAt, version, state, facts, site)) AS marks
     FROM host WHERE rowid > ? AND rowid <= ?`,
  )
  for (let from = 0; from < last; from += WINDOW) {
    const rows = parseMarks(String(select.get(from, from + WINDOW)?.marks))
    yield rows.map(([hostId, registeredAt, version, state, facts, site]) => ({
      hostId,
      registeredAt,
      version,
      state,
      facts,
      site,
    }))
  }
}

/** The columns of a host record, as the statement above lists them. */
function parseMarks(text: string): MarkRow[] {
  return JSON.parse(text) as MarkRow[]
}
