import type { Outcome } from '../core/delivery.ts'
import { FlatlineError } from '../core/problem.ts'
import type { Target } from '../core/subscription.ts'
import type { Channel } from '../service/ports.ts'
import { inertLine } from './inert.ts'
import { type SnsOptions, snsClients, snsNotConfigured } from './sns-clients.ts'
import { snsFailure } from './sns-failure.ts'
import { snsPublication } from './sns-publication.ts'
import { homeTwin, parseTopic, type Topic } from './sns-topic.ts'
import { ATTEMPT_MAX_MS, orAborted, tooLate } from './time-limit.ts'

export type SnsTarget = Extract<Target, { kind: 'sns' }>

export interface SnsChannel extends Channel<SnsTarget> {
  /** Ends attempts that are under way, and every connection. */
  close(): void
}

/**
 * Publishes to topics of Amazon SNS; null: no region is set up. A topic of the home or the peer
 * region is published in the home region, so that a region that fell out stops no message.
 */
export function snsChannel(options: SnsOptions | null): SnsChannel {
  const { timeLimitMs = ATTEMPT_MAX_MS } = options ?? {}
  const clients = options === null ? undefined : snsClients(options)
  const closing = new AbortController()

  return {
    async check(target) {
      if (options === null || clients === undefined) throw snsNotConfigured()
      const topic = parseTopic(target.topicArn)
      if (topic === undefined) throw malformedArn()
      await clients.use(homeTwin(topic, options).region)
    },

    async send(target, message): Promise<Outcome> {
      if (options === null || clients === undefined) return failed(snsFailure(snsNotConfigured()))
      const named = parseTopic(target.topicArn)
      if (named === undefined) return { kind: 'refused', detail: `${malformedArn().detail}.` }
      const topic = homeTwin(named, options)
      const limit = AbortSignal.timeout(timeLimitMs)
      const signal = AbortSignal.any([limit, closing.signal])
      try {
        const { sdk, client } = await orAborted(clients.use(topic.region), signal)
        const command = new sdk.PublishCommand(snsPublication(topic, message))
        const sending = client.send(command, { abortSignal: signal })
        return outcomeOf((await orAborted(sending, signal)).MessageId, topic)
      } catch (error) {
        if (closing.signal.aborted) return failed('Flatline was stopped during the attempt')
        return limit.aborted ? failed(tooLate(timeLimitMs)) : outcomeOfError(error, named, topic)
      }
    },

    close() {
      closing.abort()
      clients?.close()
    },
  }
}

function outcomeOf(messageId: string | undefined, topic: Topic): Outcome {
  if (messageId === undefined) return failed('SNS answered without a message id')
  const id = inertLine(messageId, 100)
  return { kind: 'accepted', detail: `published in ${topic.region} as message ${id}` }
}

/** A twin that is absent can be made, so that it alone never ends a subscription. */
function outcomeOfError(error: unknown, named: Topic, topic: Topic): Outcome {
  const { kind, words } = snsFailure(error)
  if (kind !== 'absent') return failed(`SNS in ${topic.region}: ${words}`)
  if (topic.arn === named.arn)
    return { kind: 'refused', detail: `SNS in ${topic.region}: ${words}` }
  return failed(`SNS in ${topic.region}: ${words}; make the twin of the topic in this region`)
}

function malformedArn(): FlatlineError {
  return new FlatlineError('invalid_field', 'The ARN of the topic is not well-formed', {
    hint: 'Write it like arn:aws:sns:us-east-1:123456789012:flatline, as the SNS console shows it.',
    errors: [{ pointer: '/channel/topicArn', detail: 'not the ARN of an SNS topic' }],
  })
}

function failed(reason: string | { readonly words: string }): Outcome {
  return { kind: 'failed', detail: typeof reason === 'string' ? reason : reason.words }
}
