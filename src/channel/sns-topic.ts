/** A topic of Amazon SNS, as its ARN names it. */
export interface Topic {
  readonly arn: string
  readonly region: string
  /** Ordered and deduplicated for five minutes; takes queues of SQS only. */
  readonly fifo: boolean
}

/** The same topic may exist in both: same account, same name. */
export interface TwinRegions {
  readonly region: string
  readonly peerRegion: string | null
}

const TOPIC_ARN = /^arn:aws[a-z-]{0,20}:sns:([a-z]{2,4}(?:-[a-z]{1,20}){1,3}-\d{1,2}):\d{12}:(.+)$/
const NAME = /^([A-Za-z0-9_-]{1,256}|[A-Za-z0-9_-]{1,251}\.fifo)$/

/** https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html; undefined if it is none. */
export function parseTopic(arn: string): Topic | undefined {
  const [, region, name] = TOPIC_ARN.exec(arn) ?? []
  if (region === undefined || name === undefined || !NAME.test(name)) return undefined
  return { arn, region, fifo: name.endsWith('.fifo') }
}

/** The topic in each region that has its twin, home first; one of a third region stands alone. */
export function twinsOf(topic: Topic, { region, peerRegion }: TwinRegions): Topic[] {
  if (topic.region !== region && topic.region !== peerRegion) return [topic]
  return [region, ...(peerRegion === null ? [] : [peerRegion])].map((each) => inRegion(topic, each))
}

/** The topic that this region publishes to: one notification, one publisher, one region. */
export function homeTwin(topic: Topic, regions: TwinRegions): Topic {
  return twinsOf(topic, regions)[0] ?? topic
}

function inRegion(topic: Topic, region: string): Topic {
  const [arn, partition, service, , ...rest] = topic.arn.split(':')
  return { ...topic, region, arn: [arn, partition, service, region, ...rest].join(':') }
}
