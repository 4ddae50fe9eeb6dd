import { join } from 'node:path'
import { loadSqlite } from '../../dist/store/embedded/sqlite.js'

/** Looks into a running server's records from outside, so that looking costs the server nothing. */
export function readRecords(dataDir) {
  const connection = loadSqlite().open(join(dataDir, 'records.db'))
  const countOf = (sql) => {
    const statement = connection.prepare(`SELECT count(*) AS found FROM ${sql}`)
    return () => Number(statement.get().found)
  }
  const incidents = connection.prepare('SELECT body FROM incident WHERE openedAt >= ?')
  return {
    missing: countOf("host WHERE state = 'missing'"),
    pending: countOf('host WHERE pending IS NOT NULL'),
    incidents: countOf("incident WHERE state = 'open'"),
    incidentsSince: (at) => incidents.all(at).map(({ body }) => JSON.parse(body)),
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
