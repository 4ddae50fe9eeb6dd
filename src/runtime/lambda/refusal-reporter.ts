import type { Context } from '../../service/context.ts'
import { reportRefusal } from '../../service/report-refusal.ts'
import { within } from './within.ts'

export const REPORT_EVERY_MS = 1_000
/** After a report that failed or took too long. */
export const REPORT_AGAIN_MS = 5_000
const REPORT_MS_MAX = 2_000

/**
 * Puts it on record that heartbeats had to be refused, so that nobody is blamed for them: before
 * the answer, because a function may be frozen right after. At most once a second; what is left
 * untold goes with a later request. What it returns never rejects.
 */
export function refusalReporter(ctx: Context, reportMsMax = REPORT_MS_MAX): () => Promise<void> {
  let reportedAt = Number.NEGATIVE_INFINITY
  let pauseMs = REPORT_EVERY_MS
  return async () => {
    if (ctx.listening.refusing === null) return
    if (Math.abs(ctx.clock.read().wallMs - reportedAt) < pauseMs) return
    reportedAt = ctx.clock.read().wallMs
    pauseMs = REPORT_AGAIN_MS
    await within(reportMsMax, reportRefusal(ctx))
    if (ctx.listening.refusing === null) pauseMs = REPORT_EVERY_MS
  }
}
