import { FlatlineError } from '../core/problem.ts'
import type { Context } from './context.ts'
import type { SiteView } from './list-sites.ts'

/** Throws `not_found` if no host is at the site. */
export async function readSite(ctx: Context, site: string): Promise<SiteView> {
  const { sites } = await ctx.pulses.tally(ctx.listening.listeningSince, ctx.clock.read().wallMs)
  const counts = site === '' ? undefined : sites.get(site)
  if (counts !== undefined) return { site, counts }
  throw new FlatlineError('not_found', 'There is no host at this site.', {
    hint: 'A site exists as long as a host names it; names are compared with their case.',
  })
}
