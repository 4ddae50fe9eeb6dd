import { z } from 'zod'
import { keySchema } from '../contract/key.ts'
import { keyInputSchema } from '../contract/key-input.ts'
import { keySecretSchema } from '../contract/key-secret.ts'
import { pageOf } from '../contract/page.ts'
import { LIMIT_DEFAULT, pageQuery } from '../contract/page-query.ts'
import { rotationInputSchema } from '../contract/rotation-input.ts'
import { createKey } from '../service/create-key.ts'
import { listKeys } from '../service/list-keys.ts'
import { revokeKey } from '../service/revoke-key.ts'
import { rotateKey } from '../service/rotate-key.ts'
import { endpoint } from './endpoint.ts'
import { presentKey } from './present-key.ts'
import { presentPage } from './present-page.ts'
import { withoutUndefined } from './without-undefined.ts'

const tag = 'Keys'

const createEndpoint = endpoint({
  method: 'POST',
  path: '/v1/keys',
  tag,
  summary: 'Create a key',
  description: 'The answer is the only place where the key itself is shown.',
  scope: 'admin',
  once: true,
  body: keyInputSchema,
  answers: { 201: { description: 'The key, with its secret', schema: keySecretSchema } },
  problems: ['limit_reached', 'out_of_range', 'invalid_label', 'too_many'],
  run: async ({ ctx, body }) => {
    const { expiresAt, ...rest } = body
    const input = { ...withoutUndefined(rest), ...(expiresAt ? { expiresAt } : {}) }
    const { key, text } = await createKey(ctx, input)
    const shown = presentKey(key)
    return {
      status: 201,
      body: { ...shown, key: text },
      stored: { ...shown, key: null },
      location: `/v1/keys/${key.id}`,
    }
  },
})

const listEndpoint = endpoint({
  method: 'GET',
  path: '/v1/keys',
  tag,
  summary: 'List keys',
  scope: 'admin',
  query: z.strictObject(pageQuery),
  answers: { 200: { description: 'A page of keys', schema: pageOf(keySchema, 'KeyPage') } },
  problems: ['invalid_cursor'],
  run: async ({ ctx, request, query }) => {
    const limit = query.limit ?? LIMIT_DEFAULT
    const page = await listKeys(ctx, { ...withoutUndefined(query), limit })
    const items = page.items.map(({ value }) => presentKey(value))
    return { status: 200, body: presentPage(request, items, page.next) }
  },
})

const revokeEndpoint = endpoint({
  method: 'DELETE',
  path: '/v1/keys/{id}',
  tag,
  summary: 'Revoke a key',
  description: 'Takes effect within a second.',
  scope: 'admin',
  answers: { 204: { description: 'It works no more' } },
  problems: ['last_admin_key', 'conflict'],
  run: async ({ ctx, params }) => {
    await revokeKey(ctx, { id: params.id ?? '' })
    return { status: 204 }
  },
})

const rotateEndpoint = endpoint({
  method: 'POST',
  path: '/v1/keys/{id}/rotate',
  tag,
  summary: 'Rotate a key',
  description:
    'Gives it a new secret under its old id. The former one works for `overlap` more, 30 days at ' +
    'most; not at all unless given.',
  scope: 'admin',
  body: rotationInputSchema,
  bodyOptional: true,
  answers: { 200: { description: 'The key, with its new secret', schema: keySecretSchema } },
  problems: ['invalid_duration', 'out_of_range', 'conflict'],
  run: async ({ ctx, params, body }) => {
    const overlapMs = body.overlap ?? body.overlapMs ?? 0
    const { key, text } = await rotateKey(ctx, { id: params.id ?? '', overlapMs })
    return { status: 200, body: { ...presentKey(key), key: text } }
  },
})

export const keyEndpoints = [createEndpoint, listEndpoint, revokeEndpoint, rotateEndpoint]
