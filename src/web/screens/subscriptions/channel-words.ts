import type { Subscription } from '../../../contract/subscription.ts'

/** Where messages go, in a line. */
export function channelWords(channel: Subscription['channel']): string {
  switch (channel.kind) {
    case 'log':
      return 'lines on standard output of the server'
    case 'email':
      return `e-mail to ${channel.to.join(', ')}`
    case 'webhook':
      return `webhook ${channel.url}`
    case 'sns':
      return `Amazon SNS ${channel.topicArn}`
  }
}
