import { z } from 'zod'
import { pageOf } from '../contract/page.ts'
import { LIMIT_DEFAULT, pageQuery } from '../contract/page-query.ts'
import { siteSchema } from '../contract/site.ts'
import { listSites } from '../service/list-sites.ts'
import { readSite } from '../service/read-site.ts'
import { endpoint } from './endpoint.ts'
import { presentPage } from './present-page.ts'
import { presentSite } from './present-site.ts'
import { withoutUndefined } from './without-undefined.ts'

const tag = 'Fleet'

const listEndpoint = endpoint({
  method: 'GET',
  path: '/v1/sites',
  tag,
  summary: 'List sites',
  description: 'By name, with the number of hosts in each state.',
  scope: 'read',
  query: z.strictObject(pageQuery),
  answers: { 200: { description: 'A page of sites', schema: pageOf(siteSchema, 'SitePage') } },
  problems: ['invalid_cursor'],
  run: async ({ ctx, request, query }) => {
    const limit = query.limit ?? LIMIT_DEFAULT
    const page = await listSites(ctx, { ...withoutUndefined(query), limit })
    return { status: 200, body: presentPage(request, page.items.map(presentSite), page.next) }
  },
})

const getEndpoint = endpoint({
  method: 'GET',
  path: '/v1/sites/{site}',
  tag,
  summary: 'Read a site',
  scope: 'read',
  answers: { 200: { description: 'The site', schema: siteSchema } },
  run: async ({ ctx, params }) => {
    return { status: 200, body: presentSite(await readSite(ctx, params.site ?? '')) }
  },
})

export const siteEndpoints = [listEndpoint, getEndpoint]
