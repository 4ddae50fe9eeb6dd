import { FlatlineError } from '../core/problem.ts'
import type { SnsClients } from './sns-clients.ts'
import type { Topic } from './sns-topic.ts'
import { orAborted } from './time-limit.ts'

/** One subscription of a topic in one region. */
export interface Subscriber {
  readonly protocol: string
  readonly endpoint: string
  /** Null until it is confirmed: SNS gives no name to what waits for that. */
  readonly arn: string | null
}

/** SNS lists 100 at a time, 30 times a second. */
export const SUBSCRIBERS_MAX = 2_000

/**
 * Throws `limit_reached` if there are more than `SUBSCRIBERS_MAX`, and whatever the SDK throws.
 * https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html
 */
export async function listSubscribers(
  clients: SnsClients,
  topic: Topic,
  signal: AbortSignal,
): Promise<Subscriber[]> {
  const { sdk, client } = await orAborted(clients.use(topic.region), signal)
  const subscribers: Subscriber[] = []
  let token: string | undefined
  do {
    const input = { TopicArn: topic.arn, ...(token === undefined ? {} : { NextToken: token }) }
    const command = new sdk.ListSubscriptionsByTopicCommand(input)
    const page = await orAborted(client.send(command, { abortSignal: signal }), signal)
    for (const { Protocol, Endpoint, SubscriptionArn } of page.Subscriptions ?? []) {
      if (Protocol === undefined || Endpoint === undefined || SubscriptionArn === 'Deleted')
        continue
      subscribers.push({ protocol: Protocol, endpoint: Endpoint, arn: arnOf(SubscriptionArn) })
    }
    token = page.NextToken
  } while (token !== undefined && subscribers.length <= SUBSCRIBERS_MAX)
  if (subscribers.length > SUBSCRIBERS_MAX) throw tooMany()
  return subscribers
}

/**
 * Of one that exists it answers what there is, and asks once more for what is not confirmed.
 * https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
 */
export async function subscribe(
  clients: SnsClients,
  topic: Topic,
  { protocol, endpoint }: Omit<Subscriber, 'arn'>,
  signal: AbortSignal,
): Promise<Subscriber> {
  const { sdk, client } = await orAborted(clients.use(topic.region), signal)
  const input = { TopicArn: topic.arn, Protocol: protocol, Endpoint: endpoint }
  const command = new sdk.SubscribeCommand(input)
  const answer = await orAborted(client.send(command, { abortSignal: signal }), signal)
  return { protocol, endpoint, arn: arnOf(answer.SubscriptionArn) }
}

/** One that is gone already is no fault. */
export async function unsubscribe(
  clients: SnsClients,
  topic: Topic,
  arn: string,
  signal: AbortSignal,
): Promise<void> {
  const { sdk, client } = await orAborted(clients.use(topic.region), signal)
  const command = new sdk.UnsubscribeCommand({ SubscriptionArn: arn })
  try {
    await orAborted(client.send(command, { abortSignal: signal }), signal)
  } catch (error) {
    if (!(error instanceof sdk.NotFoundException)) throw error
  }
}

/** "PendingConfirmation" in lists, "pending confirmation" in answers. */
function arnOf(text: string | undefined): string | null {
  return text?.startsWith('arn:') ? text : null
}

function tooMany(): FlatlineError {
  return new FlatlineError('limit_reached', `It has more than ${SUBSCRIBERS_MAX} recipients.`, {
    hint: 'Look after the recipients of this topic in the console of Amazon SNS.',
  })
}
