import { z } from 'zod'
import { pageOf } from '../contract/page.ts'
import { LIMIT_DEFAULT, pageQuery } from '../contract/page-query.ts'
import { silenceSchema } from '../contract/silence.ts'
import { silenceInputSchema } from '../contract/silence-input.ts'
import { createSilence } from '../service/create-silence.ts'
import { deleteSilence } from '../service/delete-silence.ts'
import { listSilences } from '../service/list-silences.ts'
import { brandedId } from './branded-id.ts'
import { endpoint } from './endpoint.ts'
import { presentPage } from './present-page.ts'
import { presentSilence } from './present-silence.ts'
import { withoutUndefined } from './without-undefined.ts'

const tag = 'Silences'

const createEndpoint = endpoint({
  method: 'POST',
  path: '/v1/silences',
  tag,
  summary: 'Create a silence',
  description: 'States are still tracked; what is still true after it is told then.',
  scope: 'admin',
  once: true,
  body: silenceInputSchema,
  answers: { 201: { description: 'The silence', schema: silenceSchema } },
  problems: ['out_of_range', 'limit_reached', 'too_many'],
  run: async ({ ctx, key, body, now }) => {
    const { match, from = now, to, reason } = body
    const input = { match, from, to, reason, createdBy: key.name }
    const { value } = await createSilence(ctx, input)
    return { status: 201, body: presentSilence(value), location: `/v1/silences/${value.id}` }
  },
})

const listEndpoint = endpoint({
  method: 'GET',
  path: '/v1/silences',
  tag,
  summary: 'List silences',
  scope: 'admin',
  query: z.strictObject(pageQuery),
  answers: {
    200: { description: 'A page of silences', schema: pageOf(silenceSchema, 'SilencePage') },
  },
  problems: ['invalid_cursor'],
  run: async ({ ctx, request, query }) => {
    const limit = query.limit ?? LIMIT_DEFAULT
    const page = await listSilences(ctx, { ...withoutUndefined(query), limit })
    const items = page.items.map(({ value }) => presentSilence(value))
    return { status: 200, body: presentPage(request, items, page.next) }
  },
})

const deleteEndpoint = endpoint({
  method: 'DELETE',
  path: '/v1/silences/{id}',
  tag,
  summary: 'End a silence',
  description: 'What it held back is told at once.',
  scope: 'admin',
  answers: { 204: { description: 'It is gone' } },
  run: async ({ ctx, params }) => {
    await deleteSilence(ctx, { id: brandedId(params.id) })
    return { status: 204 }
  },
})

export const silenceEndpoints = [createEndpoint, listEndpoint, deleteEndpoint]
