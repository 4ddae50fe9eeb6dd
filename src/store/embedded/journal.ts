import type { Executor } from './executor-job.ts'
import { OpenRefusal } from './refusal.ts'
import type { Connection } from './sqlite.ts'

/** The append-only log of everything that happened to slots since they were last stored. */
export interface Journal {
  /** Resolves with the commit's number once it is durable; rejects with `store_unavailable`. */
  append(blob: Uint8Array): Promise<number>
  /** Removes the oldest commits up to `sequence`; returns true when none of them is left. */
  trim(sequence: number): Promise<boolean>
  readonly bytes: number
}

/** So that a removal holds no heartbeat up for more than a few milliseconds. */
const TRIM_COMMITS_MAX = 256
const TRIM_BYTES_MAX = 1_000_000

const INSERT = 'INSERT INTO journal (sequence, blob) VALUES (?, ?)'
const REMOVE = 'DELETE FROM journal WHERE sequence <= ?'

/** `sizes`: bytes per commit, in order, from the first that is stored. */
export function openJournal(executor: Executor, firstSequence: number, sizes: number[]): Journal {
  const stored = [...sizes]
  let first = firstSequence
  let bytes = stored.reduce((sum, size) => sum + size, 0)
  return {
    get bytes() {
      return bytes
    },
    async append(blob) {
      const sequence = first + stored.length
      await executor.run({ kind: 'statements', statements: [[INSERT, sequence, blob]] })
      stored.push(blob.length)
      bytes += blob.length
      return sequence
    },
    async trim(sequence) {
      let count = 0
      let freed = 0
      const available = Math.min(sequence - first + 1, stored.length, TRIM_COMMITS_MAX)
      while (count < available && freed < TRIM_BYTES_MAX) freed += stored[count++] ?? 0
      if (count > 0) {
        const statement = [REMOVE, first + count - 1] as const
        await executor.run({ kind: 'statements', statements: [statement] })
      }
      stored.splice(0, count)
      first += count
      bytes -= freed
      return first > sequence || stored.length === 0
    },
  }
}

export interface StoredCommit {
  readonly sequence: number
  readonly blob: Uint8Array
}

const READ_COMMITS = 256

/** All stored commits, oldest first. A gap in their numbers means that some were lost. */
export function* readCommits(connection: Connection): Generator<StoredCommit> {
  const select = connection.prepare(
    'SELECT sequence, blob FROM journal WHERE sequence > ? ORDER BY sequence LIMIT ?',
  )
  let last = -1
  for (;;) {
    const rows = select.all(last, READ_COMMITS)
    for (const { sequence, blob } of rows) {
      const number = Number(sequence)
      if (last >= 0 && number !== last + 1) throw damagedJournal(number, 'one before it is missing')
      if (!(blob instanceof Uint8Array)) throw damagedJournal(number, 'it holds no bytes')
      last = number
      yield { sequence: number, blob }
    }
    if (rows.length < READ_COMMITS) return
  }
}

export function damagedJournal(sequence: number, fault: string): OpenRefusal {
  return new OpenRefusal(
    'damaged',
    `Commit ${sequence} of the heartbeat journal in pulses.db is damaged: ${fault}.`,
    'Put a backup of pulses.db in its place, or move it away to start without last heartbeats: ' +
      'every host then gets a full timeout to show itself.',
  )
}
