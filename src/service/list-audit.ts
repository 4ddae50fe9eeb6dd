import type { Context } from './context.ts'
import type { Page } from './ports.ts'
import type { AuditLine } from './record-kinds.ts'

/** Newest first. Throws `invalid_cursor`. */
export async function listAudit(
  ctx: Context,
  input: { readonly cursor?: string; readonly limit: number },
): Promise<Page<AuditLine>> {
  return ctx.records.list('audit', { ...input, orderBy: 'at', descending: true })
}
