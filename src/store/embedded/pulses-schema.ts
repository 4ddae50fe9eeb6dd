/** Schema of pulses.db; an entry, once released, is never changed. */
export const PULSES_MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE journal (sequence INTEGER PRIMARY KEY, blob BLOB NOT NULL) STRICT;
  CREATE TABLE page_rows
    (page INTEGER PRIMARY KEY, sequence INTEGER NOT NULL, blob BLOB NOT NULL) STRICT;
  CREATE TABLE page_names
    (page INTEGER PRIMARY KEY, sequence INTEGER NOT NULL, blob BLOB NOT NULL) STRICT;
  CREATE TABLE mark (only INTEGER PRIMARY KEY CHECK (only = 1), at REAL NOT NULL) STRICT;
  `,
]
