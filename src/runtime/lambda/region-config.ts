import { parseDuration } from '../../contract/duration.ts'
import { parseKey } from '../../core/key.ts'
import type { LogLevel } from '../config-fields.ts'
import type { Environment } from '../env.ts'
import { smtpUrlFault } from '../smtp-url.ts'
import { StartError } from '../start-error.ts'

/** Where a table or a topic lives. `endpoint`: a compatible service elsewhere. */
export interface RegionPlace {
  readonly region: string
  readonly endpoint?: string
}

/** What the functions of one region are told. Durations are milliseconds; null means not set. */
export interface RegionConfig {
  readonly home: RegionPlace & { readonly pulsesTable: string }
  readonly peer: (RegionPlace & { readonly pulsesTable: string }) | null
  readonly records: RegionPlace & { readonly recordsTable: string }
  readonly topicArn: string | null
  readonly peerTopicArn: string | null
  readonly snsEndpoint: string | null
  readonly publicUrl: string | null
  readonly sweepEveryMs: number
  readonly intervalMs: number
  readonly graceMs: number
  readonly canaryUrl: string | null
  readonly adminKey: string | null
  readonly logLevel: LogLevel
  readonly smtpUrl: string | null
  readonly smtpFrom: string | null
}

const DAY_MS = 86_400_000
const LOG_LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error', 'silent']

const REGION = /^[a-z]{2}(?:-[a-z]+)+-\d{1,2}$/
/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html */
const TABLE = /^[\w.-]{3,255}$/
const TOPIC_ARN = /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}(?:\.fifo)?$/
const SENDER = /^[^\r\n]*[^\s@]@[^\s@]+$/

/** An empty variable counts as not set. Throws a StartError: variable, fault, example. */
export function readRegionConfig({ variables }: Environment): RegionConfig {
  const read = reader(variables)
  const region = read.text('FLATLINE_REGION', REGIONS) ?? read.needed('AWS_REGION', REGIONS)
  const pulsesTable = read.needed('FLATLINE_PULSES_TABLE', TABLES)
  const smtpUrl = read.text('FLATLINE_SMTP_URL', SMTP_URLS)
  const home = { ...placed(region, read.url('FLATLINE_DYNAMODB_ENDPOINT')), pulsesTable }
  return {
    home,
    peer: readPeer(read, home),
    records: readRecords(read, home),
    topicArn: read.text('FLATLINE_TOPIC_ARN', TOPICS),
    peerTopicArn: read.text('FLATLINE_PEER_TOPIC_ARN', TOPICS),
    snsEndpoint: read.url('FLATLINE_SNS_ENDPOINT'),
    publicUrl: read.url('FLATLINE_PUBLIC_URL'),
    sweepEveryMs: read.duration('FLATLINE_SWEEP_EVERY', 1_000, 60_000, '1s to 60s') ?? 60_000,
    intervalMs: read.duration('FLATLINE_INTERVAL', 1_000, 7 * DAY_MS, '1s to 7d') ?? 300_000,
    graceMs: read.duration('FLATLINE_GRACE', 0, 7 * DAY_MS, '0s to 7d') ?? 300_000,
    canaryUrl: read.url('FLATLINE_CANARY_URL'),
    adminKey: read.text('FLATLINE_ADMIN_KEY', KEYS),
    logLevel:
      LOG_LEVELS.find((level) => level === read.text('FLATLINE_LOG_LEVEL', LEVELS)) ?? 'info',
    smtpUrl,
    smtpFrom:
      smtpUrl === null
        ? read.text('FLATLINE_SMTP_FROM', SENDERS)
        : read.needed('FLATLINE_SMTP_FROM', SENDERS),
  }
}

type Home = RegionConfig['home']

function readPeer(read: Reader, home: Home): RegionConfig['peer'] {
  const region = read.text('FLATLINE_PEER_REGION', otherThan(home.region, REGIONS, PEER_TWICE))
  if (region === null) return null
  const pulsesTable = read.text('FLATLINE_PEER_PULSES_TABLE', TABLES) ?? home.pulsesTable
  return { ...placed(region, read.url('FLATLINE_PEER_DYNAMODB_ENDPOINT')), pulsesTable }
}

function readRecords(read: Reader, home: Home): RegionConfig['records'] {
  const place = placed(
    read.text('FLATLINE_RECORDS_REGION', REGIONS) ?? home.region,
    read.url('FLATLINE_RECORDS_ENDPOINT'),
  )
  const isBesidePulses = place.region === home.region && place.endpoint === home.endpoint
  const recordsTable = read.needed(
    'FLATLINE_RECORDS_TABLE',
    isBesidePulses ? otherThan(home.pulsesTable, TABLES, RECORDS_TWICE) : TABLES,
  )
  return { ...place, recordsTable }
}

function placed(region: string, endpoint: string | null): RegionPlace {
  return endpoint === null ? { region } : { region, endpoint }
}

/** What a text must be. `fault` continues a sentence that begins with the variable's name. */
interface Rule {
  readonly fault: (text: string) => string | undefined
  readonly example: string
}

const REGIONS = rule(REGION, 'must be the code of an AWS region', 'eu-west-1')
const TABLES = rule(TABLE, 'must be the name of a DynamoDB table', 'flatline-pulses')
const TOPICS = rule(
  TOPIC_ARN,
  'must be the ARN of an SNS topic',
  'arn:aws:sns:eu-west-1:123456789012:flatline',
)
const SENDERS = rule(SENDER, 'must be an e-mail address', 'flatline@example.com')
const LEVELS: Rule = {
  fault: (text) =>
    LOG_LEVELS.some((level) => level === text)
      ? undefined
      : `must be one of ${LOG_LEVELS.join(', ')}`,
  example: 'info',
}
const KEYS: Rule = {
  fault: (text) =>
    parseKey(text) === undefined ? 'is not a well-formed key (see the checksum)' : undefined,
  example: 'an admin key that Flatline printed before',
}
const SMTP_URLS: Rule = { fault: smtpUrlFault, example: 'smtps://user:password@mail.example.com' }

function rule(shape: RegExp, says: string, example: string): Rule {
  return { fault: (text) => (shape.test(text) ? undefined : says), example }
}

const PEER_TWICE = { says: 'must be another region than AWS_REGION', example: 'us-west-2' }
const RECORDS_TWICE = {
  says: 'must be another table than FLATLINE_PULSES_TABLE',
  example: 'flatline-records',
}

function otherThan(taken: string, { fault }: Rule, twice: { says: string; example: string }): Rule {
  return {
    fault: (text) => (text === taken ? twice.says : fault(text)),
    example: twice.example,
  }
}

interface Reader {
  text(name: string, rule: Rule): string | null
  needed(name: string, rule: Rule): string
  /** Without a slash at its end. */
  url(name: string): string | null
  duration(name: string, minMs: number, maxMs: number, words: string): number | null
}

function reader(variables: Environment['variables']): Reader {
  const text: Reader['text'] = (name, { fault, example }) => {
    const found = variables[name]?.trim() ?? ''
    const says = found === '' ? undefined : fault(found)
    if (says !== undefined) throw new StartError(`${name} ${says}, for example ${name}=${example}.`)
    return found === '' ? null : found
  }
  return {
    text,
    needed(name, wanted) {
      const found = text(name, wanted)
      if (found !== null) return found
      throw new StartError(`${name} is missing, for example ${name}=${wanted.example}.`)
    },
    url: (name) => text(name, URLS)?.replace(/\/+$/, '') ?? null,
    duration(name, minMs, maxMs, words) {
      const found = text(name, durations(minMs, maxMs, words))
      return found === null ? null : (parseDuration(found) ?? null)
    },
  }
}

const URLS: Rule = {
  fault(text) {
    const url = URL.canParse(text) ? new URL(text) : undefined
    const plain = url && url.search + url.hash + url.username + url.password === ''
    if (plain && /^https?:$/.test(url.protocol)) return undefined
    return 'must be a URL with http or https, without a query or a password'
  },
  example: 'https://flatline.example.com',
}

function durations(minMs: number, maxMs: number, words: string): Rule {
  return {
    fault(text) {
      const ms = parseDuration(text)
      const fits = ms !== undefined && ms >= minMs && ms <= maxMs
      return fits ? undefined : `must be a duration from ${words}`
    },
    example: '10s',
  }
}
