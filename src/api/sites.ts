import { z } from 'zod'
import { HOST_STATES } from '../contract/host.ts'
import { pageOf } from '../contract/page.ts'
import { LIMIT_DEFAULT, pageQuery } from '../contract/page-query.ts'
import { siteSchema } from '../contract/site.ts'
import { siteDetailSchema } from '../contract/site-detail.ts'
import { FlatlineError } from '../core/problem.ts'
import type { Context } from '../service/context.ts'
import { listSites, type SiteView } from '../service/list-sites.ts'
import { readSite } from '../service/read-site.ts'
import { endpoint } from './endpoint.ts'
import { instantTextOrNull } from './instant-text.ts'
import { presentPage } from './present-page.ts'
import { presentSite } from './present-site.ts'
import { withoutUndefined } from './without-undefined.ts'

const tag = 'Fleet'

const listEndpoint = endpoint({
  method: 'GET',
  path: '/v1/sites',
  tag,
  summary: 'List sites',
  description:
    'With the number of hosts in each state, by name, or with `sort=-missing` those with the ' +
    'most missing hosts first. `site` finds one by its exact name, which may hold what a path ' +
    'cannot, such as `/`; `state` finds those with a host in that state.',
  scope: 'read',
  query: z.strictObject({
    site: z.string().min(1).max(64).optional(),
    state: z.enum(HOST_STATES).optional(),
    q: z.string().max(64).optional().meta({ description: 'Part of the name' }),
    sort: z.enum(['site', '-missing']).optional(),
    ...pageQuery,
  }),
  answers: { 200: { description: 'A page of sites', schema: pageOf(siteSchema, 'SitePage') } },
  problems: ['invalid_cursor'],
  run: async ({ ctx, request, query }) => {
    const { site, q: text, limit = LIMIT_DEFAULT, ...rest } = query
    const page =
      site === undefined
        ? await listSites(ctx, { ...withoutUndefined({ ...rest, text }), limit })
        : { items: await sitesNamed(ctx, site), next: null }
    return { status: 200, body: presentPage(request, page.items.map(presentSite), page.next) }
  },
})

const getEndpoint = endpoint({
  method: 'GET',
  path: '/v1/sites/{site}',
  tag,
  summary: 'Read a site',
  scope: 'read',
  answers: { 200: { description: 'The site', schema: siteDetailSchema } },
  run: async ({ ctx, params }) => {
    const site = await readSite(ctx, params.site ?? '')
    const silentSince = instantTextOrNull(site.silentSince)
    return { status: 200, body: { ...presentSite(site), silentSince } }
  },
})

async function sitesNamed(ctx: Context, site: string): Promise<SiteView[]> {
  try {
    return [await readSite(ctx, site)]
  } catch (error) {
    if (error instanceof FlatlineError && error.code === 'not_found') return []
    throw error
  }
}

export const siteEndpoints = [listEndpoint, getEndpoint]
