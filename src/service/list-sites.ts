import { FlatlineError } from '../core/problem.ts'
import type { Context } from './context.ts'
import type { Counts } from './ports.ts'

export interface SiteView {
  readonly site: string
  readonly counts: Counts
}

const CURSOR = 'site~'

/** Sites that have a host, by name. Throws `invalid_cursor`. */
export async function listSites(
  ctx: Context,
  input: { readonly cursor?: string; readonly limit: number },
): Promise<{ items: SiteView[]; next: string | null }> {
  const after = input.cursor === undefined ? '' : readCursor(input.cursor)
  const { sites } = await ctx.pulses.tally(ctx.listening.listeningSince, ctx.clock.read().wallMs)
  const rest = [...sites].filter(([site]) => site > after).sort(([a], [b]) => (a < b ? -1 : 1))
  const items = rest.slice(0, input.limit).map(([site, counts]) => ({ site, counts }))
  const last = rest.length > items.length ? items.at(-1) : undefined
  return { items, next: last === undefined ? null : `${CURSOR}${last.site}` }
}

function readCursor(cursor: string): string {
  if (cursor.startsWith(CURSOR)) return cursor.slice(CURSOR.length)
  throw new FlatlineError('invalid_cursor', 'The cursor does not belong to this list.', {
    hint: 'Take the cursor from "next" of the page before, or leave it out to start over.',
  })
}
