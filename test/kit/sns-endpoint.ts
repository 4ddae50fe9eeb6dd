import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { listen } from './listen.ts'

/** `loses`: does what it was asked and breaks the line off before the answer. */
export type SnsBehaviour = 'takes' | 'throttles' | 'fails' | 'denies' | 'hangs' | 'loses'

export interface Published {
  readonly region: string
  readonly topicArn: string
  readonly subject: string
  /** The text for everybody but phones. */
  readonly text: string
  /** The text for phones, if there is one of its own. */
  readonly sms: string | null
  readonly attributes: Readonly<Record<string, string>>
  readonly groupId: string | null
}

export interface SnsEndpoint {
  readonly url: string
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
  makeTopic(arn: string): void
  removeTopic(arn: string): void
  /** How a region, or each of them, answers from now on; it begins with `takes`. */
  behave(behaviour: SnsBehaviour, region?: string): void
  /** What was taken over, oldest first. */
  readonly published: readonly Published[]
  /** Endpoints that are subscribed, with "pending" or "confirmed". */
  subscribed(topicArn: string): Readonly<Record<string, string>>
  /** Subscribes as others would, past Flatline. */
  subscribe(topicArn: string, protocol: string, endpoint: string): void
  /** What a recipient does with the link in its mail. */
  confirm(topicArn: string, endpoint: string): void
  /** Requests so far, by action. */
  readonly asked: Readonly<Record<string, number>>
  close(): Promise<void>
}

interface Subscriber {
  readonly protocol: string
  readonly endpoint: string
  readonly arn: string
  confirmed: boolean
}

interface State {
  readonly topics: Map<string, Subscriber[]>
  readonly published: Published[]
  readonly asked: Record<string, number>
  /** Message ids by deduplication id, per topic. */
  readonly taken: Map<string, string>
  made: number
}

/** An answer of the query protocol: the inside of the result, or an error. */
type Reply =
  | { readonly xml: string }
  | { readonly status: number; readonly code: string; readonly says: string }

const PAGE_ITEMS = 100
const BYTES_MAX = 262_144
const XMLNS = 'http://sns.amazonaws.com/doc/2010-03-31/'

/**
 * Amazon SNS on loopback, for all regions at once: the query protocol, as much of it as Flatline
 * speaks. The region is the one that the request was signed for.
 * https://docs.aws.amazon.com/sns/latest/api/API_Operations.html
 */
export async function snsEndpoint(): Promise<SnsEndpoint> {
  const state: State = {
    topics: new Map(),
    published: [],
    asked: {},
    taken: new Map(),
    made: 0,
  }
  const behaviours = new Map<string, SnsBehaviour>()
  const server = createServer((request, response) => {
    const region = regionOf(request)
    const behaviour = behaviours.get(region) ?? behaviours.get('') ?? 'takes'
    readForm(request).then(
      (form) => serve(state, region, behaviour, form, response),
      () => request.socket.destroy(),
    )
  })
  const port = await listen(server)
  return {
    url: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'not-to-be-seen-anywhere' },
    published: state.published,
    asked: state.asked,
    makeTopic: (arn) => void state.topics.set(arn, []),
    removeTopic: (arn) => void state.topics.delete(arn),
    behave(behaviour, region = '') {
      if (region === '') behaviours.clear()
      behaviours.set(region, behaviour)
    },
    subscribed: (arn) =>
      Object.fromEntries(
        (state.topics.get(arn) ?? []).map(({ endpoint, confirmed }) => [
          endpoint,
          confirmed ? 'confirmed' : 'pending',
        ]),
      ),
    subscribe: (arn, protocol, endpoint) => void addSubscriber(state, arn, protocol, endpoint),
    confirm(arn, endpoint) {
      for (const each of state.topics.get(arn) ?? []) {
        if (each.endpoint === endpoint) each.confirmed = true
      }
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function regionOf({ headers }: IncomingMessage): string {
  return /Credential=[^/]+\/\d{8}\/([^/]+)\/sns\//.exec(headers.authorization ?? '')?.[1] ?? ''
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'))
}

function serve(
  state: State,
  region: string,
  behaviour: SnsBehaviour,
  form: URLSearchParams,
  response: ServerResponse,
): void {
  const action = form.get('Action') ?? ''
  state.asked[action] = (state.asked[action] ?? 0) + 1
  if (behaviour === 'hangs') return
  const says = 'the secret is not-to-be-seen-anywhere'
  const error = ERRORS[behaviour]
  const reply = error === undefined ? act(state, region, action, form) : { ...error, says }
  if (behaviour === 'loses') response.socket?.destroy()
  else send(response, action, reply)
}

const ERRORS: Partial<Record<SnsBehaviour, { readonly status: number; readonly code: string }>> = {
  throttles: { status: 429, code: 'Throttling' },
  fails: { status: 500, code: 'InternalError' },
  denies: { status: 403, code: 'AuthorizationError' },
}

function act(state: State, region: string, action: string, form: URLSearchParams): Reply {
  if (action === 'Unsubscribe') return unsubscribe(state, form.get('SubscriptionArn') ?? '')
  const topicArn = form.get('TopicArn') ?? ''
  if (topicArn.split(':')[3] !== region) return invalid('Invalid parameter: TopicArn')
  const subscribers = state.topics.get(topicArn)
  if (subscribers === undefined) {
    return { status: 404, code: 'NotFound', says: 'Topic does not exist' }
  }
  if (action === 'Publish') return publish(state, region, topicArn, form)
  if (action === 'Subscribe') return subscribe(state, topicArn, form)
  if (action === 'ListSubscriptionsByTopic') return list(subscribers, topicArn, form)
  return { status: 400, code: 'InvalidAction', says: `no ${action} here` }
}

function publish(state: State, region: string, topicArn: string, form: URLSearchParams): Reply {
  const message = form.get('Message') ?? ''
  const subject = form.get('Subject') ?? ''
  const attributes = attributesOf(form)
  const texts = form.get('MessageStructure') === 'json' ? JSON.parse(message) : { default: message }
  const bytes = [message, ...Object.entries(attributes).flat()].join('')
  if (Buffer.byteLength(bytes) > BYTES_MAX) return invalid('Invalid parameter: Message too long')
  if (!/^[\x21-\x7e][\x20-\x7e]{0,98}$/.test(subject)) return invalid('Invalid parameter: Subject')
  if (typeof texts.default !== 'string' || texts.default === '') return invalid('Message')
  const groupId = form.get('MessageGroupId')
  const once = form.get('MessageDeduplicationId')
  const fifo = topicArn.endsWith('.fifo')
  if (fifo !== (groupId !== null)) return invalid('Invalid parameter: MessageGroupId')
  if (fifo !== /^[\x21-\x7e]{1,128}$/.test(once ?? '')) return invalid('MessageDeduplicationId')
  const former = state.taken.get(`${topicArn} ${once}`)
  const id = former ?? `message-${++state.made}`
  if (fifo) state.taken.set(`${topicArn} ${once}`, id)
  if (former === undefined) {
    const { default: text, sms = null } = texts
    state.published.push({ region, topicArn, subject, text, sms, attributes, groupId })
  }
  return { xml: `<MessageId>${id}</MessageId>` }
}

function attributesOf(form: URLSearchParams): Record<string, string> {
  const attributes: Record<string, string> = {}
  for (let index = 1; form.has(`MessageAttributes.entry.${index}.Name`); index++) {
    const prefix = `MessageAttributes.entry.${index}`
    const value = form.get(`${prefix}.Value.StringValue`)
    if (form.get(`${prefix}.Value.DataType`) !== 'String' || !value) throw new Error('attribute')
    attributes[form.get(`${prefix}.Name`) ?? ''] = value
  }
  return attributes
}

function subscribe(state: State, topicArn: string, form: URLSearchParams): Reply {
  const protocol = form.get('Protocol') ?? ''
  const endpoint = form.get('Endpoint') ?? ''
  if (endpoint.includes('refused')) return invalid('Invalid parameter: Endpoint')
  if (topicArn.endsWith('.fifo') && protocol !== 'sqs')
    return invalid('Invalid parameter: Protocol')
  const { arn, confirmed } = addSubscriber(state, topicArn, protocol, endpoint)
  const shown = confirmed ? arn : 'pending confirmation'
  return { xml: `<SubscriptionArn>${shown}</SubscriptionArn>` }
}

/** Who is there already stays as it is. Phones and queues of the same account need no consent. */
function addSubscriber(state: State, topicArn: string, protocol: string, endpoint: string) {
  const subscribers = state.topics.get(topicArn)
  if (subscribers === undefined) throw new Error(`there is no topic ${topicArn}`)
  const known = subscribers.find((each) => each.protocol === protocol && each.endpoint === endpoint)
  if (known !== undefined) return known
  const confirmed = protocol === 'sms' || protocol === 'sqs' || protocol === 'lambda'
  const fresh = { protocol, endpoint, arn: `${topicArn}:${++state.made}`, confirmed }
  subscribers.push(fresh)
  return fresh
}

function unsubscribe(state: State, arn: string): Reply {
  for (const [topicArn, subscribers] of state.topics) {
    const at = subscribers.findIndex((each) => each.arn === arn && each.confirmed)
    if (at === -1) continue
    state.topics.set(topicArn, subscribers.toSpliced(at, 1))
    return { xml: '' }
  }
  return arn.split(':').length === 7 ? { xml: '' } : invalid('Invalid parameter: SubscriptionArn')
}

function list(subscribers: readonly Subscriber[], topicArn: string, form: URLSearchParams): Reply {
  const from = Number(form.get('NextToken') ?? '0')
  const members = subscribers
    .slice(from, from + PAGE_ITEMS)
    .map(
      ({ arn, confirmed, protocol, endpoint }) =>
        `<member><TopicArn>${topicArn}</TopicArn><Protocol>${protocol}</Protocol>` +
        `<SubscriptionArn>${confirmed ? arn : 'PendingConfirmation'}</SubscriptionArn>` +
        `<Owner>123456789012</Owner><Endpoint>${escaped(endpoint)}</Endpoint></member>`,
    )
  const to = from + members.length
  const next = to < subscribers.length ? `<NextToken>${to}</NextToken>` : ''
  return { xml: `<Subscriptions>${members.join('')}</Subscriptions>${next}` }
}

function send(response: ServerResponse, action: string, reply: Reply): void {
  const status = 'xml' in reply ? 200 : reply.status
  const meta = '<RequestId>11111111-2222-3333-4444-555555555555</RequestId>'
  const body =
    'xml' in reply
      ? `<${action}Response xmlns="${XMLNS}"><${action}Result>${reply.xml}</${action}Result>` +
        `<ResponseMetadata>${meta}</ResponseMetadata></${action}Response>`
      : `<ErrorResponse xmlns="${XMLNS}"><Error><Type>Sender</Type><Code>${reply.code}</Code>` +
        `<Message>${escaped(reply.says)}</Message></Error>${meta}</ErrorResponse>`
  response.writeHead(status, { 'content-type': 'text/xml' }).end(body)
}

function invalid(says: string): Reply {
  return { status: 400, code: 'InvalidParameter', says }
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
