import { z } from 'zod'
import { pageOf } from '../contract/page.ts'
import { LIMIT_DEFAULT, pageQuery } from '../contract/page-query.ts'
import { type Recipient as RecipientAnswer, recipientSchema } from '../contract/recipient.ts'
import { recipientInputSchema } from '../contract/recipient-input.ts'
import { addRecipient } from '../service/add-recipient.ts'
import { listRecipients } from '../service/list-recipients.ts'
import type { Recipient } from '../service/ports.ts'
import { removeRecipient } from '../service/remove-recipient.ts'
import { endpoint } from './endpoint.ts'
import { presentPage } from './present-page.ts'
import { withoutUndefined } from './without-undefined.ts'

const tag = 'Subscriptions'
const path = '/v1/subscriptions/{id}/recipients'
const problems = ['no_topic', 'sns_not_configured', 'region_unavailable'] as const

const listEndpoint = endpoint({
  method: 'GET',
  path,
  tag,
  summary: 'List the recipients of a topic',
  description:
    'Who is subscribed to the topic of a subscription with the channel `sns`, in each region. A ' +
    'region that does not answer is `unknown`.',
  scope: 'admin',
  query: z.strictObject(pageQuery),
  answers: {
    200: {
      description: 'A page of recipients',
      schema: pageOf(recipientSchema, 'RecipientPage'),
    },
  },
  problems: ['invalid_cursor', 'limit_reached', ...problems],
  run: async ({ ctx, request, params, query }) => {
    const page = await listRecipients(ctx, {
      ...withoutUndefined(query),
      subscriptionId: params.id ?? '',
      limit: query.limit ?? LIMIT_DEFAULT,
    })
    return { status: 200, body: presentPage(request, page.items.map(present), page.next) }
  },
})

const addEndpoint = endpoint({
  method: 'POST',
  path,
  tag,
  summary: 'Add a recipient to a topic',
  description:
    'In both regions. One that exists stays as it is. Mail addresses and URLs must confirm, in ' +
    'each region, before they hear anything. After `region_unavailable` the request may be ' +
    'repeated as it is.',
  scope: 'admin',
  once: true,
  body: recipientInputSchema,
  answers: { 201: { description: 'The recipient', schema: recipientSchema } },
  problems: ['limit_reached', ...problems],
  run: async ({ ctx, params, body }) => {
    const subscriptionId = params.id ?? ''
    const recipient = await addRecipient(ctx, { subscriptionId, ...body })
    const location = `/v1/subscriptions/${encodeURIComponent(subscriptionId)}/recipients`
    return { status: 201, body: present(recipient), location: `${location}/${recipient.id}` }
  },
})

const removeEndpoint = endpoint({
  method: 'DELETE',
  path: `${path}/{recipientId}`,
  tag,
  summary: 'Remove a recipient from a topic',
  description: 'In both regions. One that has not confirmed expires by itself, after two days.',
  scope: 'admin',
  answers: { 204: { description: 'It hears nothing any more' } },
  problems: ['recipient_pending', 'limit_reached', ...problems],
  run: async ({ ctx, params }) => {
    const { id = '', recipientId = '' } = params
    await removeRecipient(ctx, { subscriptionId: id, recipientId })
    return { status: 204 }
  },
})

export const recipientEndpoints = [listEndpoint, addEndpoint, removeEndpoint]

function present({ id, protocol, endpoint: address, regions }: Recipient): RecipientAnswer {
  return { id, protocol, endpoint: address, regions: regions.map((each) => ({ ...each })) }
}
