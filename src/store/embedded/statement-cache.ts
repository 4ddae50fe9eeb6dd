import type { Connection, Statement } from './sqlite.ts'

export interface StatementCache {
  prepare(sql: string): Statement
}

/** Prepares each text once. Texts come from a fixed set of shapes, so the cache stays small. */
export function statementCache(connection: Connection): StatementCache {
  const statements = new Map<string, Statement>()
  return {
    prepare(sql) {
      const known = statements.get(sql)
      if (known !== undefined) return known
      const made = connection.prepare(sql)
      statements.set(sql, made)
      return made
    },
  }
}
