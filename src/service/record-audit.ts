import type { Key } from '../core/key.ts'
import type { Context } from './context.ts'
import { drawId } from './draw-id.ts'
import type { AuditLine } from './record-kinds.ts'
import { writeRecord } from './write-record.ts'

const TEXT_MAX = 200

export interface AuditInput {
  readonly key: Pick<Key, 'id' | 'name'>
  /** "POST /v1/subscriptions" */
  readonly action: string
  readonly target: string
  readonly status: number
  /** The address the request came from. */
  readonly from: string
}

/** Texts are cut at 200 characters. */
export async function recordAudit(ctx: Context, input: AuditInput): Promise<AuditLine> {
  const line: AuditLine = {
    id: drawId(ctx),
    at: ctx.clock.read().wallMs,
    keyId: input.key.id,
    keyName: input.key.name,
    action: input.action.slice(0, TEXT_MAX),
    target: input.target.slice(0, TEXT_MAX),
    status: input.status,
    from: input.from.slice(0, TEXT_MAX),
  }
  await writeRecord(ctx, 'audit', line.id, line, 0)
  return line
}
