import { z } from 'zod'
import { HOST_STATES, hostSchema } from '../contract/host.ts'
import { hostPatchSchema } from '../contract/host-patch.ts'
import { labelNameSchema } from '../contract/labels.ts'
import { pageOf } from '../contract/page.ts'
import { LIMIT_DEFAULT, pageQuery } from '../contract/page-query.ts'
import { FlatlineError } from '../core/problem.ts'
import { deleteHost } from '../service/delete-host.ts'
import { editHost } from '../service/edit-host.ts'
import { getHost } from '../service/get-host.ts'
import { listHosts } from '../service/list-hosts.ts'
import { endpoint } from './endpoint.ts'
import { hostIdOf } from './host-id-of.ts'
import { presentHost } from './present-host.ts'
import { presentPage } from './present-page.ts'
import { timingOf } from './timing-of.ts'
import { withoutUndefined } from './without-undefined.ts'

const tag = 'Hosts'

const listEndpoint = endpoint({
  method: 'GET',
  path: '/v1/hosts',
  tag,
  summary: 'List hosts',
  description: 'Filtered and sorted on the server. `label.K=V` may be given for several labels.',
  scope: 'read',
  query: z.strictObject({
    state: z.enum(HOST_STATES).optional(),
    site: z.string().max(64).optional(),
    labels: z
      .record(labelNameSchema, z.string().max(64))
      .optional()
      .meta({ description: 'Each as `label.K=V`', param: { style: 'form', explode: true } }),
    q: z.string().max(100).optional().meta({ description: 'Part of the id or the site' }),
    sort: z.enum(['hostId', 'since', '-since']).optional(),
    ...pageQuery,
  }),
  answers: { 200: { description: 'A page of hosts', schema: pageOf(hostSchema, 'HostPage') } },
  problems: ['invalid_cursor'],
  run: async ({ ctx, request, query }) => {
    const { q: text, limit = LIMIT_DEFAULT, ...rest } = query
    const page = await listHosts(ctx, { ...withoutUndefined({ ...rest, text }), limit })
    const items = page.items.map((view) => presentHost(view, ctx.settings))
    return { status: 200, body: presentPage(request, items, page.next) }
  },
})

const getEndpoint = endpoint({
  method: 'GET',
  path: '/v1/hosts/{id}',
  tag,
  summary: 'Read a host',
  scope: 'read',
  answers: { 200: { description: 'The host', schema: hostSchema } },
  run: async ({ ctx, params }) => {
    const view = await getHost(ctx, hostIdOf(params))
    return { status: 200, body: presentHost(view, ctx.settings), version: view.record.version }
  },
})

const editEndpoint = endpoint({
  method: 'PATCH',
  path: '/v1/hosts/{id}',
  tag,
  summary: 'Edit a host',
  description:
    'What is absent stays; labels replace all there were. `site: null` clears the site, ' +
    '`interval: null` goes back to the default interval and grace. What a heartbeat says wins.',
  scope: 'admin',
  conditional: true,
  body: hostPatchSchema,
  answers: { 200: { description: 'The host as it is now', schema: hostSchema } },
  problems: ['invalid_duration', 'out_of_range', 'invalid_label', 'too_many'],
  run: async ({ ctx, params, body, ifVersion }) => {
    const hostId = hostIdOf(params)
    const { site, labels, ...durations } = body
    const before = presentHost(await getHost(ctx, hostId), ctx.settings)
    const facts = withoutUndefined({ site, labels })
    const given = withoutUndefined({
      facts: Object.keys(facts).length === 0 ? undefined : facts,
      timing: timingOf(durations, before),
    })
    const view = await editHost(ctx, { hostId, ifVersion, ...given })
    return { status: 200, body: presentHost(view, ctx.settings), version: view.record.version }
  },
})

const deleteEndpoint = endpoint({
  method: 'DELETE',
  path: '/v1/hosts/{id}',
  tag,
  summary: 'Delete a host',
  description: 'Its incidents stay; an open one is withdrawn. A later heartbeat registers it anew.',
  scope: 'admin',
  conditional: true,
  answers: { 204: { description: 'It is gone' } },
  problems: ['not_ready'],
  run: async ({ ctx, params, ifVersion }) => {
    const hostId = hostIdOf(params)
    if (ifVersion !== null && (await getHost(ctx, hostId)).record.version !== ifVersion) {
      throw new FlatlineError('precondition_failed', 'The host has changed since it was read.', {
        hint: 'Read it again, and send the new ETag in If-Match.',
      })
    }
    await deleteHost(ctx, { hostId })
    return { status: 204 }
  },
})

export const hostEndpoints = [listEndpoint, getEndpoint, editEndpoint, deleteEndpoint]
