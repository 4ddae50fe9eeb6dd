/**
 * What became of a batch: its number (4 bytes), how many outcomes (2 bytes), a byte for each, then,
 * as JSON, the answers that are not simply 200.
 */
import { RECORDED } from '../../../api/ingest.ts'
import type { Answer } from '../../../api/problem-answer.ts'
import { BATCH_MAX } from '../gather-turn.ts'

/** `handOver`: it is no heartbeat that can be recorded, and node:http says why. */
export type Outcome = Answer | 'handOver'

export interface PackedOutcomes {
  readonly id: number
  readonly outcomes: readonly Outcome[]
}

const IS_RECORDED = 0
const IS_HANDED_OVER = 1
const IS_ANSWER = 2
const HEAD_BYTES = 6

export function packOutcomes({ id, outcomes }: PackedOutcomes): Buffer {
  const bytes = Buffer.allocUnsafe(HEAD_BYTES + outcomes.length)
  bytes.writeUInt32LE(id, 0)
  bytes.writeUInt16LE(outcomes.length, 4)
  const answers: Answer[] = []
  for (const [index, outcome] of outcomes.entries()) {
    bytes.writeUInt8(codeOf(outcome), HEAD_BYTES + index)
    if (outcome !== RECORDED && outcome !== 'handOver') answers.push(outcome)
  }
  return answers.length === 0 ? bytes : Buffer.concat([bytes, Buffer.from(JSON.stringify(answers))])
}

function codeOf(outcome: Outcome): number {
  if (outcome === RECORDED) return IS_RECORDED
  return outcome === 'handOver' ? IS_HANDED_OVER : IS_ANSWER
}

/** Throws at anything that `packOutcomes` would not have written. */
export function unpackOutcomes(bytes: Buffer): PackedOutcomes {
  const id = bytes.readUInt32LE(0)
  const count = bytes.readUInt16LE(4)
  const end = HEAD_BYTES + count
  if (count > BATCH_MAX || bytes.length < end) throw new Error('outcomes that break off')
  const answers = bytes.length === end ? [] : asAnswers(bytes.toString('utf8', end))
  let next = 0
  const outcomes = Array.from({ length: count }, (_, index): Outcome => {
    const code = bytes.readUInt8(HEAD_BYTES + index)
    if (code === IS_RECORDED) return RECORDED
    if (code === IS_HANDED_OVER) return 'handOver'
    const answer = code === IS_ANSWER ? answers[next++] : undefined
    if (answer === undefined) throw new Error('outcomes without their answers')
    return answer
  })
  if (next !== answers.length) throw new Error('answers without their outcomes')
  return { id, outcomes }
}

function asAnswers(text: string): Answer[] {
  return JSON.parse(text) as Answer[]
}
