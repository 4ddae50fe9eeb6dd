import { join } from 'node:path'
import { loadSqlite } from '../../dist/store/embedded/sqlite.js'

/** Looks into a running server's records from outside, so that looking costs the server nothing. */
export function readRecords(dataDir) {
  const connection = loadSqlite().open(join(dataDir, 'records.db'))
  const countOf = (sql) => {
    const statement = connection.prepare(`SELECT count(*) AS found FROM ${sql}`)
    return () => Number(statement.get().found)
  }
  const deadlines = connection.prepare(
    'SELECT min(openedAt) AS first, max(openedAt) AS last FROM incident WHERE openedAt >= ?',
  )
  const incidents = connection.prepare('SELECT body FROM incident WHERE openedAt >= ?')
  return {
    missing: countOf("host WHERE state = 'missing'"),
    pending: countOf('host WHERE pending IS NOT NULL'),
    incidents: countOf("incident WHERE state = 'open'"),
    incidentsSince: (at) => incidents.all(at).map(({ body }) => JSON.parse(body)),
    /** The first and the last; null if there is none. */
    deadlinesSince(at) {
      const { first, last } = deadlines.get(at)
      return [first, last].map((each) => (each === null ? null : Number(each)))
    },
    close: () => connection.close(),
  }
}

/** Number of the latest commit of heartbeats. */
export function commitsOf(dataDir) {
  const connection = loadSqlite().open(join(dataDir, 'pulses.db'))
  const { last } = connection.prepare('SELECT max(sequence) AS last FROM journal').get()
  connection.close()
  return Number(last)
}
