import type { Channels, Recipients } from '../service/ports.ts'
import { emailChannel } from './email-channel.ts'
import { logChannel } from './log-channel.ts'
import { snsChannel } from './sns-channel.ts'
import type { SnsOptions } from './sns-clients.ts'
import { snsRecipients } from './sns-recipients.ts'
import { webhookChannel } from './webhook-channel.ts'

export interface ChannelOptions {
  readonly smtpUrl: string | null
  readonly smtpFrom: string | null
  /** Addresses and CIDRs that webhooks may reach although they are private. */
  readonly allowTargets: readonly string[]
  readonly publicUrl: string | null
  /** Null: no AWS region is set up. */
  readonly sns: SnsOptions | null
  /** Writes one line to standard output; the line break is its own affair. */
  readonly writeLine: (line: string) => void
  readonly version: string
}

export interface OpenChannels {
  readonly channels: Channels
  /** Null where no AWS region is set up. */
  readonly recipients: Recipients | null
  /** Ends attempts that are under way (they fail) and every connection. May be called again. */
  close(): Promise<void>
}

/** Opens no connection yet. Throws `invalid_field` if an allowed target cannot be read. */
export function openChannels(options: ChannelOptions): OpenChannels {
  const email = emailChannel(options)
  const webhook = webhookChannel(options)
  const sns = snsChannel(options.sns)
  const recipients = options.sns === null ? null : snsRecipients(options.sns)
  return {
    channels: { log: logChannel(options.writeLine), email, webhook, sns },
    recipients,
    async close() {
      email.close()
      webhook.close()
      sns.close()
      recipients?.close()
    },
  }
}
