import { join } from 'node:path'
import type { z } from 'zod'
import {
  type ConfigFields,
  configSchema,
  EXAMPLES,
  isVariable,
  type LogLevel,
  type ProxyTrust,
  type Variable,
} from './config-fields.ts'
import { type Collected, collectSettings, readSmallFile } from './config-sources.ts'
import type { Environment } from './env.ts'
import { StartError } from './start-error.ts'

/** Durations are milliseconds. Null means that it was not set. */
export interface Config {
  readonly port: number
  readonly host: string
  readonly dataDir: string
  readonly adminKey: string | null
  readonly publicUrl: string | null
  readonly intervalMs: number
  readonly graceMs: number
  readonly smtpUrl: string | null
  readonly smtpFrom: string | null
  readonly allowTargets: readonly string[]
  readonly emailDomains: readonly string[] | null
  readonly logLevel: LogLevel
  readonly tls: { readonly cert: string; readonly key: string } | null
  readonly trustProxy: ProxyTrust
  /** Whether plain heartbeats are answered in front of node:http. */
  readonly fastPath: boolean
  /** Processes that take connections for this one; 0: it takes them itself. */
  readonly workers: number
  /** Null: the embedded store in `dataDir`. */
  readonly dynamodb: DynamodbConfig | null
  readonly sns: SnsConfig | null
}

export interface DynamodbConfig {
  readonly region: string
  readonly pulsesTable: string
  readonly recordsTable: string
  readonly peer: { readonly region: string; readonly pulsesTable: string } | null
  readonly endpoint: string | null
  readonly sweepEveryMs: number
}

export interface SnsConfig {
  readonly region: string
  readonly peerRegion: string | null
  readonly endpoint: string | null
}

export interface LoadedConfig {
  readonly config: Config
  readonly warnings: readonly string[]
}

/** Throws a StartError with one sentence: the variable, its fault and an example. */
export function loadConfig(args: readonly string[], environment: Environment): LoadedConfig {
  const collected = collectSettings(args, environment)
  const texts = [...collected.settings].map(([name, { text }]) => [name, text])
  const parsed = configSchema.safeParse(Object.fromEntries(texts))
  if (!parsed.success) throw badValue(parsed.error, collected)
  refuseContradictions(parsed.data)
  refuseSlowWorkers(parsed.data)
  return { config: toConfig(parsed.data, environment), warnings: collected.warnings }
}

function badValue(error: z.ZodError, { settings }: Collected): StartError {
  const issue = error.issues[0]
  const name = String(issue?.path[0])
  const setting = isVariable(name) ? settings.get(name) : undefined
  const from = setting === undefined || setting.place === name ? '' : ` (${setting.place})`
  const example = isVariable(name) ? `, for example ${name}=${EXAMPLES[name]}` : ''
  return new StartError(`${name}${from} ${issue?.message ?? 'is not valid'}${example}.`)
}

function refuseContradictions(fields: ConfigFields): void {
  const { FLATLINE_PULSES_TABLE: pulsesTable, FLATLINE_RECORDS_TABLE: recordsTable } = fields
  const isPlaced = pulsesTable !== undefined || recordsTable !== undefined
  if (isPlaced && fields.FLATLINE_STORE !== 'dynamodb') {
    const name = pulsesTable === undefined ? 'FLATLINE_RECORDS_TABLE' : 'FLATLINE_PULSES_TABLE'
    const cure = 'set it, or remove the table variables.'
    throw new StartError(`${name} has no meaning without FLATLINE_STORE=dynamodb: ${cure}`)
  }
  if (pulsesTable !== undefined && pulsesTable === recordsTable) {
    throw mustDiffer('FLATLINE_RECORDS_TABLE', 'table', 'FLATLINE_PULSES_TABLE')
  }
  const { AWS_REGION: region, FLATLINE_PEER_REGION: peerRegion } = fields
  if (region !== undefined && region === peerRegion) {
    throw mustDiffer('FLATLINE_PEER_REGION', 'region', 'AWS_REGION')
  }
}

function refuseSlowWorkers({
  FLATLINE_WORKERS: workers,
  FLATLINE_FAST_PATH: fastPath,
}: ConfigFields) {
  if (workers === 0 || fastPath === 'on') return
  const cure = 'set FLATLINE_FAST_PATH=on, or FLATLINE_WORKERS=0.'
  throw new StartError(`FLATLINE_WORKERS needs the fast path, which is off: ${cure}`)
}

function mustDiffer(name: Variable, thing: string, other: Variable): StartError {
  const example = `${name}=${EXAMPLES[name]}`
  return new StartError(`${name} must be another ${thing} than ${other}, for example ${example}.`)
}

function toConfig(fields: ConfigFields, environment: Environment): Config {
  return {
    port: fields.FLATLINE_PORT,
    host: fields.FLATLINE_HOST,
    dataDir: fields.FLATLINE_DATA_DIR ?? defaultDataDir(environment),
    adminKey: fields.FLATLINE_ADMIN_KEY ?? null,
    publicUrl: fields.FLATLINE_PUBLIC_URL ?? null,
    intervalMs: fields.FLATLINE_INTERVAL,
    graceMs: fields.FLATLINE_GRACE,
    ...toSmtp(fields),
    allowTargets: fields.FLATLINE_ALLOW_TARGETS,
    emailDomains: fields.FLATLINE_EMAIL_DOMAINS?.map((domain) => domain.toLowerCase()) ?? null,
    logLevel: fields.FLATLINE_LOG_LEVEL,
    tls: toTls(fields),
    trustProxy: fields.FLATLINE_TRUST_PROXY,
    fastPath: fields.FLATLINE_FAST_PATH === 'on',
    workers: fields.FLATLINE_WORKERS,
    dynamodb: fields.FLATLINE_STORE === 'dynamodb' ? toDynamodb(fields) : null,
    sns: toSns(fields),
  }
}

function toDynamodb(fields: ConfigFields): DynamodbConfig {
  const { FLATLINE_PEER_REGION: peerRegion, FLATLINE_PEER_PULSES_TABLE: peerTable } = fields
  const pulsesTable = needed(fields, 'FLATLINE_PULSES_TABLE')
  return {
    region: needed(fields, 'AWS_REGION'),
    pulsesTable,
    recordsTable: needed(fields, 'FLATLINE_RECORDS_TABLE'),
    peer:
      peerRegion === undefined
        ? null
        : { region: peerRegion, pulsesTable: peerTable ?? pulsesTable },
    endpoint: fields.FLATLINE_DYNAMODB_ENDPOINT ?? null,
    sweepEveryMs: fields.FLATLINE_SWEEP_INTERVAL,
  }
}

function needed(
  fields: ConfigFields,
  name: 'AWS_REGION' | 'FLATLINE_PULSES_TABLE' | 'FLATLINE_RECORDS_TABLE',
): string {
  const value = fields[name]
  if (value !== undefined) return value
  const example = `${name}=${EXAMPLES[name]}`
  throw new StartError(`${name} is missing: FLATLINE_STORE=dynamodb needs it, such as ${example}.`)
}

function toSns(fields: ConfigFields): SnsConfig | null {
  const { AWS_REGION: region } = fields
  if (region === undefined) return null
  const peerRegion = fields.FLATLINE_PEER_REGION ?? null
  return { region, peerRegion, endpoint: fields.FLATLINE_SNS_ENDPOINT ?? null }
}

function toSmtp(fields: ConfigFields): Pick<Config, 'smtpUrl' | 'smtpFrom'> {
  const { FLATLINE_SMTP_URL: smtpUrl = null, FLATLINE_SMTP_FROM: smtpFrom = null } = fields
  if (smtpUrl !== null && smtpFrom === null) {
    const example = `FLATLINE_SMTP_FROM=${EXAMPLES.FLATLINE_SMTP_FROM}`
    throw new StartError(`FLATLINE_SMTP_FROM is missing, for example ${example}.`)
  }
  return { smtpUrl, smtpFrom }
}

function toTls(fields: ConfigFields): Config['tls'] {
  const { FLATLINE_TLS_CERT: cert, FLATLINE_TLS_KEY: key } = fields
  if (cert === undefined && key === undefined) return null
  if (cert === undefined) throw missingHalf('FLATLINE_TLS_CERT', 'FLATLINE_TLS_KEY')
  if (key === undefined) throw missingHalf('FLATLINE_TLS_KEY', 'FLATLINE_TLS_CERT')
  return { cert: toPem('FLATLINE_TLS_CERT', cert), key: toPem('FLATLINE_TLS_KEY', key) }
}

function missingHalf(
  missing: 'FLATLINE_TLS_CERT' | 'FLATLINE_TLS_KEY',
  present: string,
): StartError {
  const example = `${missing}=${EXAMPLES[missing]}`
  return new StartError(`${missing} is missing although ${present} is set, for example ${example}.`)
}

/** PEM text as it is, or from the file at that path. */
function toPem(name: string, text: string): string {
  const pem = text.includes('-----BEGIN') ? text : readSmallFile(text, name)
  if (pem.includes('-----BEGIN')) return pem
  throw new StartError(`${name} must be a PEM file, for example ${name}=/etc/flatline/x.pem.`)
}

/** systemd's StateDirectory, else the place that the XDG base directories name. */
function defaultDataDir({ variables, homeDir }: Environment): string {
  const stateDir = variables.STATE_DIRECTORY?.split(':')[0]
  if (stateDir) return stateDir
  const dataHome = variables.XDG_DATA_HOME
  return join(dataHome || join(homeDir, '.local', 'share'), 'flatline')
}
