import type { Outcome } from '../../src/core/delivery.ts'
import type { Message } from '../../src/core/message.ts'
import type { ChannelKind, Target } from '../../src/core/subscription.ts'
import type { Channel, Channels } from '../../src/service/ports.ts'

export interface SentMessage {
  readonly target: Target
  readonly message: Message
  readonly subscriptionName: string
}

export interface RecordingChannels {
  readonly channels: Channels
  /** Every attempt, in order, whatever its outcome. */
  readonly sent: SentMessage[]
  /** What the next attempts answer, one each; after that they are accepted again. */
  answerWith(kind: ChannelKind, ...outcomes: Outcome[]): void
  /** From now on targets of this kind are refused at save; undefined: accepted again. */
  refuseTargets(kind: ChannelKind, error: Error | undefined): void
}

const ACCEPTED: Outcome = { kind: 'accepted', detail: '200 OK' }

/** Channels that keep what they are given; their outcomes are scripted by the test. */
export function recordingChannels(): RecordingChannels {
  const sent: SentMessage[] = []
  const script = new Map<ChannelKind, Outcome[]>()
  const refusals = new Map<ChannelKind, Error>()
  const channel = <T extends Target>(): Channel<T> => ({
    async check(target) {
      const refusal = refusals.get(target.kind)
      if (refusal !== undefined) throw refusal
    },
    async send(target, message, { name }) {
      sent.push({ target, message, subscriptionName: name })
      return script.get(target.kind)?.shift() ?? ACCEPTED
    },
  })
  return {
    channels: { log: channel(), email: channel(), webhook: channel(), sns: channel() },
    sent,
    answerWith: (kind, ...outcomes) => {
      script.set(kind, [...(script.get(kind) ?? []), ...outcomes])
    },
    refuseTargets: (kind, error) => {
      if (error === undefined) refusals.delete(kind)
      else refusals.set(kind, error)
    },
  }
}
