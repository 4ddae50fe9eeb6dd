import type { Message } from '../../src/core/message.ts'
import type { RecordKind, RecordOf } from '../../src/service/record-kinds.ts'

/** S1-S11 and the liveness rules L1-L4, as docs/reference/reliability.md words them. */
export type RuleName =
  | 'S1'
  | 'S2'
  | 'S3'
  | 'S4'
  | 'S5'
  | 'S6'
  | 'S7'
  | 'S8'
  | 'S9'
  | 'S10'
  | 'S11'
  | 'L1'
  | 'L2'
  | 'L3'
  | 'L4'
  | 'error'

export interface Violation {
  readonly rule: RuleName
  readonly says: string
}

/** A write that was applied, with what was there before. */
export type Written = {
  readonly [K in RecordKind]: {
    readonly kind: K
    readonly id: string
    readonly before: RecordOf[K] | undefined
    readonly after: RecordOf[K] | null
    readonly by: string
    /** Its wall clock. */
    readonly wallMs: number
  }
}[RecordKind]

/** One attempt that reached a receiver. */
export interface Wired {
  readonly url: string
  readonly message: Message
  /** The receiver has it and answers so; whether the sender hears that is another matter. */
  readonly taken: boolean
}

/** What a rule watches while a run goes on. All are told at the instant when it happens. */
export interface Rule {
  wrote?(written: Written): void
  wired?(wired: Wired): void
}

export function writtenOf(
  write: { readonly kind: RecordKind; readonly id: string; readonly value: object | null },
  before: RecordOf[RecordKind] | undefined,
  by: string,
  wallMs: number,
): Written {
  return asWritten({ kind: write.kind, id: write.id, before, after: write.value, by, wallMs })
}

/** A record that is stored under a kind is of that kind. */
function asWritten(written: object): Written {
  return written as Written
}
