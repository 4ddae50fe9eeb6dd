import { FlatlineError } from '../core/problem.ts'
import type { Context } from './context.ts'
import type { Recipient, RecipientProtocol } from './ports.ts'
import { recipientsOf } from './recipients-of.ts'

export interface NewRecipient {
  readonly subscriptionId: string
  readonly protocol: RecipientProtocol
  readonly endpoint: string
}

/**
 * Subscribes someone to the topic in both regions; one who is there already stays as they are.
 * After a crash or an error, repeating the call does what is left. Throws `not_found`, `no_topic`,
 * `sns_not_configured`, `invalid_field`, `limit_reached`, `region_unavailable`.
 */
export async function addRecipient(ctx: Context, input: NewRecipient): Promise<Recipient> {
  const { subscriptionId, protocol, endpoint } = input
  const { recipients, topicArn } = await recipientsOf(ctx, subscriptionId)
  checkFits(topicArn, protocol, endpoint)
  return recipients.add(topicArn, protocol, endpoint)
}

/** https://docs.aws.amazon.com/sns/latest/dg/sns-fifo-topics.html */
function checkFits(topicArn: string, protocol: RecipientProtocol, endpoint: string): void {
  const fifoTopic = topicArn.endsWith('.fifo')
  if (fifoTopic && protocol !== 'sqs') {
    throw new FlatlineError('invalid_field', 'A FIFO topic takes queues of SQS only.', {
      hint: 'Add a queue, with the protocol sqs, or use a subscription with a standard topic.',
      errors: [{ pointer: '/protocol', detail: 'must be sqs, because the topic is FIFO' }],
    })
  }
  if (!fifoTopic && protocol === 'sqs' && endpoint.endsWith('.fifo')) {
    throw new FlatlineError('invalid_field', 'A standard topic takes no FIFO queue.', {
      hint: 'Name a standard queue, or use a subscription with a FIFO topic.',
      errors: [{ pointer: '/endpoint', detail: 'must be a standard queue' }],
    })
  }
}
