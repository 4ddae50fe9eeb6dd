import { FlatlineError } from '../core/problem.ts'
import type { Context } from './context.ts'
import type { SiteView } from './list-sites.ts'
import { readTally } from './read-tally.ts'

export interface SiteDetail extends SiteView {
  /** Since when all hosts that are watched here are missing; null while one is not. */
  readonly silentSince: number | null
}

/** Throws `not_found` if no host is at the site. */
export async function readSite(ctx: Context, site: string): Promise<SiteDetail> {
  const { sites } = await readTally(ctx)
  const counts = site === '' ? undefined : sites.get(site)
  if (counts === undefined) throw noSuchSite()
  const isSilent = counts.missing > 0 && counts.up + counts.late === 0
  return { site, counts, silentSince: isSilent ? await latestLoss(ctx, site) : null }
}

/** When the last of its hosts went missing. */
async function latestLoss(ctx: Context, site: string): Promise<number | null> {
  const where = { site, state: 'missing' }
  const query = { where, orderBy: 'since', descending: true, limit: 1 } as const
  const { items } = await ctx.records.list('host', query)
  return items[0]?.value.since ?? null
}

function noSuchSite(): FlatlineError {
  return new FlatlineError('not_found', 'There is no host at this site.', {
    hint: 'A site exists as long as a host names it; names are compared with their case.',
  })
}
