import { z } from 'zod'
import { auditLineSchema } from '../contract/audit-line.ts'
import { pageOf } from '../contract/page.ts'
import { LIMIT_DEFAULT, pageQuery } from '../contract/page-query.ts'
import { listAudit } from '../service/list-audit.ts'
import { endpoint } from './endpoint.ts'
import { instantText } from './instant-text.ts'
import { presentPage } from './present-page.ts'
import { withoutUndefined } from './without-undefined.ts'

export const auditEndpoint = endpoint({
  method: 'GET',
  path: '/v1/audit',
  tag: 'Audit',
  summary: 'Read who did what, when, from where',
  description: 'The newest first.',
  scope: 'admin',
  query: z.strictObject(pageQuery),
  answers: {
    200: { description: 'A page of lines', schema: pageOf(auditLineSchema, 'AuditPage') },
  },
  problems: ['invalid_cursor'],
  run: async ({ ctx, request, query }) => {
    const limit = query.limit ?? LIMIT_DEFAULT
    const page = await listAudit(ctx, { ...withoutUndefined(query), limit })
    const items = page.items.map(({ value }) => ({ ...value, at: instantText(value.at) }))
    return { status: 200, body: presentPage(request, items, page.next) }
  },
})
