import type { Context } from './context.ts'
import { writeRecord } from './write-record.ts'

/** Closing one that is not there is no error. */
export async function closeSession(ctx: Context, token: string): Promise<void> {
  const id = ctx.entropy.sha256(token)
  const [session] = await ctx.records.get('session', [id])
  if (session !== undefined) await writeRecord(ctx, 'session', id, null, session.version)
}
