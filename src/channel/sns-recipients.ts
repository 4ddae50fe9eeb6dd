/**
 * Recipients of a topic and of its twin in the other region:
 *
 * - Every call asks the regions side by side, and does in each what can be done there.
 * - The same protocol and endpoint is the same recipient, in whatever region it is subscribed.
 * - A region that did not do its part is named in the error; repeating the call is safe.
 */
import { createHash } from 'node:crypto'
import { FlatlineError } from '../core/problem.ts'
import type { Recipient, RecipientState, Recipients } from '../service/ports.ts'
import { type SnsOptions, snsClients } from './sns-clients.ts'
import { snsFailure } from './sns-failure.ts'
import { type RegionPart, regionProblem } from './sns-region-problem.ts'
import { listSubscribers, type Subscriber, subscribe, unsubscribe } from './sns-subscribers.ts'
import { parseTopic, type Topic, twinsOf } from './sns-topic.ts'
import { ATTEMPT_MAX_MS } from './time-limit.ts'

export interface SnsRecipients extends Recipients {
  /** Ends calls that are under way, and every connection. */
  close(): void
}

type Work<T> = (topic: Topic, signal: AbortSignal) => Promise<T>

export function snsRecipients(options: SnsOptions): SnsRecipients {
  const { timeLimitMs = ATTEMPT_MAX_MS } = options
  const clients = snsClients(options)
  const closing = new AbortController()

  const inEach = <T>(topicArn: string, work: Work<T>): Promise<RegionPart<T>[]> => {
    const limit = AbortSignal.timeout(timeLimitMs)
    const signal = AbortSignal.any([limit, closing.signal])
    const topics = twinsOf(topicOf(topicArn), options)
    return Promise.all(topics.map((topic) => inOne(topic, work, signal)))
  }

  return {
    async list(topicArn) {
      const answers = await inEach(topicArn, (topic, signal) =>
        listSubscribers(clients, topic, signal),
      )
      const parts = withoutTwin(answers, [])
      const recipients = gathered(parts)
      const failed = parts.some(({ failure }) => failure !== undefined)
      if (failed && recipients.length === 0) throw regionProblem(parts)
      return recipients
    },

    async add(topicArn, protocol, endpoint) {
      const parts = await inEach(topicArn, (topic, signal) =>
        subscribe(clients, topic, { protocol, endpoint }, signal),
      )
      if (parts.some(({ failure }) => failure !== undefined)) throw regionProblem(parts)
      const regions = parts.map(({ region, done }) => ({ region, state: stateOf(done) }))
      return { id: recipientId({ protocol, endpoint }), protocol, endpoint, regions }
    },

    async remove(topicArn, id) {
      const answers = await inEach(topicArn, async (topic, signal) => {
        const all = await listSubscribers(clients, topic, signal)
        const meant = all.filter((subscriber) => recipientId(subscriber) === id)
        for (const { arn } of meant) {
          if (arn !== null) await unsubscribe(clients, topic, arn, signal)
        }
        return meant
      })
      const parts = withoutTwin(answers, [])
      if (parts.some(({ failure }) => failure !== undefined)) throw regionProblem(parts)
      const pending = parts.filter(({ done }) => done?.some(({ arn }) => arn === null))
      if (pending.length > 0) throw mustConfirm(pending)
      if (parts.every(({ done }) => done?.length === 0)) throw absent()
    },

    close() {
      closing.abort()
      clients.close()
    },
  }
}

async function inOne<T>(topic: Topic, work: Work<T>, signal: AbortSignal): Promise<RegionPart<T>> {
  const { region } = topic
  try {
    return { region, done: await work(topic, signal), failure: undefined, error: undefined }
  } catch (error) {
    if (error instanceof FlatlineError) throw error
    return { region, done: undefined, failure: snsFailure(error), error }
  }
}

/** The first 16 digits of a SHA-256. In the addresses of mails, case does not tell people apart. */
function recipientId({ protocol, endpoint }: Omit<Subscriber, 'arn'>): string {
  const named = protocol.startsWith('email') ? endpoint.toLowerCase() : endpoint
  return createHash('sha256').update(`${protocol}\n${named}`).digest('hex').slice(0, 16)
}

function gathered(parts: readonly RegionPart<Subscriber[]>[]): Recipient[] {
  const found = new Map<string, Subscriber>()
  const states = parts.map(({ region, done }) => {
    const byId = new Map<string, RecipientState>()
    for (const subscriber of done ?? []) {
      const id = recipientId(subscriber)
      if (!found.has(id)) found.set(id, subscriber)
      if (byId.get(id) !== 'confirmed') byId.set(id, stateOf(subscriber))
    }
    return { region, byId, otherwise: done === undefined ? 'unknown' : 'absent' } as const
  })
  return [...found]
    .map(([id, { protocol, endpoint }]) => ({
      id,
      protocol,
      endpoint,
      regions: states.map(({ region, byId, otherwise }) => {
        return { region, state: byId.get(id) ?? otherwise }
      }),
    }))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** Where the topic is absent nobody is subscribed, as long as it exists in another region. */
function withoutTwin<T>(parts: readonly RegionPart<T>[], nobody: T): RegionPart<T>[] {
  if (parts.every(({ failure }) => failure !== undefined)) return [...parts]
  return parts.map((part) =>
    part.failure?.kind === 'absent' ? { ...part, failure: undefined, done: nobody } : part,
  )
}

function stateOf(subscriber: Subscriber | undefined): RecipientState {
  return subscriber?.arn == null ? 'pending' : 'confirmed'
}

function topicOf(topicArn: string): Topic {
  const topic = parseTopic(topicArn)
  if (topic === undefined) throw new Error('a target was saved without a check')
  return topic
}

function mustConfirm(pending: readonly RegionPart<unknown>[]): FlatlineError {
  const regions = pending.map(({ region }) => region).join(' and ')
  return new FlatlineError('recipient_pending', `It has not confirmed yet in ${regions}.`, {
    hint:
      'SNS removes only what was confirmed. It hears nothing until it confirms, and SNS drops it ' +
      'after two days; or let it confirm, and remove it then.',
  })
}

function absent(): FlatlineError {
  return new FlatlineError('not_found', 'There is no recipient with this id.', {
    hint: 'List the recipients of the subscription to find the id.',
  })
}
