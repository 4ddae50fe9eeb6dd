import type { Write } from '../../service/ports.ts'
import {
  type ColumnValue,
  RECORD_KINDS,
  type RecordKind,
  type RecordOf,
} from '../../service/record-kinds.ts'
import type { RecordWrite } from './executor-job.ts'

type ColumnReader = (value: RecordOf[RecordKind]) => ColumnValue

const readers = new Map<RecordKind, readonly ColumnReader[]>()

/** A write as the executor takes it. */
export function encodeWrite({ kind, id, ifVersion, value }: Write): RecordWrite {
  if (value === null) return [kind, id, ifVersion, [], null]
  const columns = readersOf(kind).map((read) => read(value))
  return [kind, id, ifVersion, columns, JSON.stringify(value)]
}

/** A kind's rules are only ever given values of that kind. */
function readersOf(kind: RecordKind): readonly ColumnReader[] {
  const known = readers.get(kind)
  if (known !== undefined) return known
  const made = Object.values(RECORD_KINDS[kind].columns) as readonly ColumnReader[]
  readers.set(kind, made)
  return made
}
