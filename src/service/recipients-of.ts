import { FlatlineError } from '../core/problem.ts'
import type { Context } from './context.ts'
import type { Recipients } from './ports.ts'
import { readRecord } from './read-record.ts'

/** Throws `not_found`, `no_topic` for another kind of channel, `sns_not_configured`. */
export async function recipientsOf(
  ctx: Context,
  subscriptionId: string,
): Promise<{ recipients: Recipients; topicArn: string }> {
  const { value } = await readRecord(ctx, 'subscription', subscriptionId)
  const { channel } = value
  if (channel.kind !== 'sns') {
    throw new FlatlineError('no_topic', `Its channel is ${channel.kind}, not sns.`, {
      hint: 'Only topics of Amazon SNS have recipients. To change who hears, edit the channel.',
    })
  }
  if (ctx.recipients === null) {
    throw new FlatlineError('sns_not_configured', 'No AWS region is set up.', {
      hint: 'Set AWS_REGION, for example AWS_REGION=us-east-1, and restart Flatline.',
    })
  }
  return { recipients: ctx.recipients, topicArn: channel.topicArn }
}
