import { isIP } from 'node:net'
import { z } from 'zod'
import { parseDuration } from '../contract/duration.ts'
import { parseKey } from '../core/key.ts'
import { smtpUrlFault } from './smtp-url.ts'

const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

const DAY_MS = 86_400_000

/**
 * All that can be set, as text from wherever it came. The messages continue a sentence that begins
 * with the variable's name.
 */
export const configSchema = z.object({
  FLATLINE_PORT: wholeNumber(0, 65_535).default(8_080),
  FLATLINE_HOST: z
    .string()
    .regex(/^[^\s/]+$/, 'must be an address or a name to listen on')
    .default('0.0.0.0'),
  FLATLINE_DATA_DIR: z.string().optional(),
  FLATLINE_ADMIN_KEY: z
    .string()
    .refine((text) => parseKey(text) !== undefined, 'is not a well-formed key (see the checksum)')
    .optional(),
  FLATLINE_PUBLIC_URL: z.string().transform(toBaseUrl).optional(),
  FLATLINE_INTERVAL: duration(1_000, 7 * DAY_MS, '1s to 7d').default(300_000),
  FLATLINE_GRACE: duration(0, 7 * DAY_MS, '0s to 7d').default(300_000),
  FLATLINE_SMTP_URL: z.string().transform(toSmtpUrl).optional(),
  FLATLINE_SMTP_FROM: z
    .string()
    .regex(/^[^\r\n]*[^\s@]@[^\s@]+$/, 'must be an e-mail address')
    .optional(),
  FLATLINE_ALLOW_TARGETS: list(isCidr, 'must be addresses or CIDRs, with commas between').default(
    [],
  ),
  FLATLINE_EMAIL_DOMAINS: list(isDomain, 'must be domain names, with commas between').optional(),
  FLATLINE_STORE: z
    .enum(['embedded', 'dynamodb'], 'must be embedded or dynamodb')
    .default('embedded'),
  FLATLINE_PULSES_TABLE: tableName().optional(),
  FLATLINE_RECORDS_TABLE: tableName().optional(),
  FLATLINE_PEER_REGION: regionCode().optional(),
  FLATLINE_PEER_PULSES_TABLE: tableName().optional(),
  FLATLINE_DYNAMODB_ENDPOINT: z.string().transform(toBaseUrl).optional(),
  FLATLINE_SNS_ENDPOINT: z.string().transform(toBaseUrl).optional(),
  FLATLINE_SWEEP_INTERVAL: duration(1_000, 60_000, '1s to 60s').default(10_000),
  AWS_REGION: regionCode().optional(),
  FLATLINE_LOG_LEVEL: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`).default('info'),
  FLATLINE_TLS_CERT: z.string().optional(),
  FLATLINE_TLS_KEY: z.string().optional(),
  FLATLINE_TRUST_PROXY: z.string().transform(toTrust).default({ hops: 0 }),
  FLATLINE_FAST_PATH: z.enum(['on', 'off'], 'must be on or off').default('on'),
  FLATLINE_WORKERS: wholeNumber(0, 64).default(0),
})

export type ConfigFields = z.output<typeof configSchema>
export type Variable = keyof ConfigFields & string

/** Which proxies may say in X-Forwarded-For whom they speak for. */
export type ProxyTrust = { readonly hops: number } | { readonly cidrs: readonly string[] }

export const EXAMPLES: Readonly<Record<Variable, string>> = {
  FLATLINE_PORT: '8080',
  FLATLINE_HOST: '127.0.0.1',
  FLATLINE_DATA_DIR: '/var/lib/flatline',
  FLATLINE_ADMIN_KEY: 'the admin key that a first start with an empty data directory prints',
  FLATLINE_PUBLIC_URL: 'https://flatline.example.com',
  FLATLINE_INTERVAL: '5m',
  FLATLINE_GRACE: '90s',
  FLATLINE_SMTP_URL: 'smtps://user:password@mail.example.com',
  FLATLINE_SMTP_FROM: 'flatline@example.com',
  FLATLINE_ALLOW_TARGETS: '10.0.0.0/8,127.0.0.1/32',
  FLATLINE_EMAIL_DOMAINS: 'example.com,example.org',
  FLATLINE_STORE: 'embedded',
  FLATLINE_PULSES_TABLE: 'flatline-pulses',
  FLATLINE_RECORDS_TABLE: 'flatline-records',
  FLATLINE_PEER_REGION: 'us-west-2',
  FLATLINE_PEER_PULSES_TABLE: 'flatline-pulses',
  FLATLINE_DYNAMODB_ENDPOINT: 'http://localhost:8000',
  FLATLINE_SNS_ENDPOINT: 'http://localhost:4566',
  FLATLINE_SWEEP_INTERVAL: '10s',
  AWS_REGION: 'us-east-1',
  FLATLINE_LOG_LEVEL: 'info',
  FLATLINE_TLS_CERT: '/etc/flatline/cert.pem',
  FLATLINE_TLS_KEY: '/etc/flatline/key.pem',
  FLATLINE_TRUST_PROXY: '1 or 10.0.0.0/8',
  FLATLINE_FAST_PATH: 'off',
  FLATLINE_WORKERS: '2',
}

/** Never on a command line, where every user of the machine can read them. */
export const SECRET_VARIABLES: ReadonlySet<Variable> = new Set([
  'FLATLINE_ADMIN_KEY',
  'FLATLINE_SMTP_URL',
])

export const VARIABLES: readonly Variable[] = Object.keys(EXAMPLES).filter(isVariable)

export function isVariable(name: string): name is Variable {
  return Object.hasOwn(EXAMPLES, name)
}

function wholeNumber(min: number, max: number) {
  return z
    .string()
    .regex(/^\d{1,9}$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, `must be from ${min} to ${max}`)
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html */
function tableName() {
  return z.string().regex(/^[\w.-]{3,255}$/, 'must be the name of a DynamoDB table')
}

function regionCode() {
  return z.string().regex(/^[a-z]{2}(?:-[a-z]+)+-\d{1,2}$/, 'must be the code of an AWS region')
}

function duration(minMs: number, maxMs: number, words: string) {
  return z.string().transform((text, issues) => {
    const ms = parseDuration(text)
    if (ms !== undefined && ms >= minMs && ms <= maxMs) return ms
    issues.addIssue(`must be a duration from ${words}`)
    return z.NEVER
  })
}

function list(accepts: (item: string) => boolean, message: string) {
  return z
    .string()
    .transform(splitList)
    .refine((items) => items.every(accepts), message)
}

function splitList(text: string): string[] {
  return text.split(/[\s,]+/).filter((item) => item !== '')
}

function toBaseUrl(text: string, issues: z.RefinementCtx): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const plain = url && url.search + url.hash + url.username + url.password === ''
  if (plain && /^https?:$/.test(url.protocol)) return url.href.replace(/\/+$/, '')
  issues.addIssue('must be a URL with http or https, without a query or a password')
  return z.NEVER
}

function toTrust(text: string, issues: z.RefinementCtx): ProxyTrust {
  if (text === 'none') return { hops: 0 }
  if (/^\d$/.test(text)) return { hops: Number(text) }
  const cidrs = splitList(text)
  if (cidrs.length > 0 && cidrs.every(isCidr)) return { cidrs }
  issues.addIssue('must be the number of proxies in front (0 to 9), or their CIDRs')
  return z.NEVER
}

export function isCidr(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/')
  const family = isIP(address)
  if (family === 0 || rest.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
}

function isDomain(text: string): boolean {
  return /^(?!-)[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(text) && text.length <= 253
}

function toSmtpUrl(text: string, issues: z.RefinementCtx): string {
  const fault = smtpUrlFault(text)
  if (fault === undefined) return text
  issues.addIssue(fault)
  return z.NEVER
}
