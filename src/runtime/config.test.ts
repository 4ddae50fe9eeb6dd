import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { formatKey, formatKeyId } from '../core/key.ts'
import { loadConfig } from './config.ts'
import type { Environment } from './env.ts'
import { StartError } from './start-error.ts'

type Variables = Environment['variables']

const KEY = formatKey(formatKeyId(new Uint8Array(6).fill(1)), new Uint8Array(32).fill(2))
const load = (variables: Variables = {}, args: readonly string[] = []) =>
  loadConfig(args, { variables, homeDir: '/home/ada' })

function refusal(variables: Variables, args: readonly string[] = []): StartError {
  try {
    load(variables, args)
  } catch (error) {
    if (error instanceof StartError) return error
    throw error
  }
  throw new Error('was accepted')
}

function fileWith(text: string): string {
  const dir = mkdtempSync(join(tmpdir(), 'flatline-config-'))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  const path = join(dir, 'flatline.yaml')
  writeFileSync(path, text)
  return path
}

const DYNAMODB = {
  FLATLINE_STORE: 'dynamodb',
  FLATLINE_PULSES_TABLE: 'flatline-pulses',
  FLATLINE_RECORDS_TABLE: 'flatline-records',
}
const WITHOUT_STORE = 'FLATLINE_PULSES_TABLE has no meaning without FLATLINE_STORE=dynamodb'

describe('without any configuration', () => {
  it('has a default for everything', () => {
    expect(load()).toEqual({
      warnings: [],
      config: {
        port: 8080,
        host: '0.0.0.0',
        dataDir: '/home/ada/.local/share/flatline',
        adminKey: null,
        publicUrl: null,
        intervalMs: 300_000,
        graceMs: 300_000,
        smtpUrl: null,
        smtpFrom: null,
        allowTargets: [],
        emailDomains: null,
        logLevel: 'info',
        fastPath: true,
        workers: 0,
        tls: null,
        trustProxy: { hops: 0 },
        dynamodb: null,
        sns: null,
      },
    })
  })

  it('keeps its store in DynamoDB when it is told where', () => {
    const variables = {
      FLATLINE_STORE: 'dynamodb',
      AWS_REGION: 'eu-west-1',
      FLATLINE_PULSES_TABLE: 'flatline-pulses',
      FLATLINE_RECORDS_TABLE: 'flatline-records',
      FLATLINE_PEER_REGION: 'eu-central-1',
    }
    const { dynamodb, sns } = load(variables).config
    expect(dynamodb).toEqual({
      region: 'eu-west-1',
      pulsesTable: 'flatline-pulses',
      recordsTable: 'flatline-records',
      peer: { region: 'eu-central-1', pulsesTable: 'flatline-pulses' },
      endpoint: null,
      sweepEveryMs: 10_000,
    })
    expect(sns).toEqual({ region: 'eu-west-1', peerRegion: 'eu-central-1', endpoint: null })
  })

  it.each([
    [{ STATE_DIRECTORY: '/var/lib/flatline:/var/lib/b' }, '/var/lib/flatline'],
    [{ XDG_DATA_HOME: '/data' }, '/data/flatline'],
    [{ STATE_DIRECTORY: '/state', XDG_DATA_HOME: '/data' }, '/state'],
    [{ STATE_DIRECTORY: '/state', FLATLINE_DATA_DIR: '/mine' }, '/mine'],
  ])('with %o keeps its files in %s', (variables, dataDir) => {
    expect(load(variables).config.dataDir).toBe(dataDir)
  })
})

describe('a setting', () => {
  it('is read from the environment', () => {
    const { config } = load({
      FLATLINE_PORT: '9000',
      FLATLINE_HOST: '::1',
      FLATLINE_ADMIN_KEY: KEY,
      FLATLINE_PUBLIC_URL: 'https://flatline.example.com/',
      FLATLINE_INTERVAL: '1m',
      FLATLINE_GRACE: '75s',
      FLATLINE_SMTP_URL: 'smtps://ada:secret@mail.example.com',
      FLATLINE_SMTP_FROM: 'Flatline <flatline@example.com>',
      FLATLINE_ALLOW_TARGETS: '10.0.0.0/8, 127.0.0.1/32 ::1',
      FLATLINE_EMAIL_DOMAINS: 'Example.com,example.org',
      FLATLINE_LOG_LEVEL: 'debug',
      FLATLINE_TRUST_PROXY: '10.0.0.0/8',
      FLATLINE_FAST_PATH: 'off',
    })
    expect(config).toMatchObject({
      port: 9000,
      host: '::1',
      adminKey: KEY,
      publicUrl: 'https://flatline.example.com',
      intervalMs: 60_000,
      graceMs: 75_000,
      smtpUrl: 'smtps://ada:secret@mail.example.com',
      smtpFrom: 'Flatline <flatline@example.com>',
      allowTargets: ['10.0.0.0/8', '127.0.0.1/32', '::1'],
      emailDomains: ['example.com', 'example.org'],
      logLevel: 'debug',
      fastPath: false,
      workers: 0,
      trustProxy: { cidrs: ['10.0.0.0/8'] },
    })
  })

  it('wins as a flag over a variable, and as a variable over the file', () => {
    const path = fileWith('port: 1001\nhost: 127.0.0.1\ndata-dir: /file\n')
    const variables = { FLATLINE_CONFIG: path, FLATLINE_PORT: '1002', FLATLINE_DATA_DIR: '/var' }
    const { config } = load(variables, ['--port', '1003'])
    expect([config.port, config.dataDir, config.host]).toEqual([1003, '/var', '127.0.0.1'])
  })

  it('may be a list or camel case in the file, which --config names as well', () => {
    const path = fileWith('allowTargets:\n  - 10.0.0.0/8\n  - 127.0.0.1/32\nlog_level: warn\n')
    const { config } = load({}, [`--config=${path}`])
    expect(config.allowTargets).toEqual(['10.0.0.0/8', '127.0.0.1/32'])
    expect(config.logLevel).toBe('warn')
  })

  it('is read from the file that X_FILE names, without the line end', () => {
    const path = fileWith(`${KEY}\n`)
    expect(load({ FLATLINE_ADMIN_KEY_FILE: path }).config.adminKey).toBe(KEY)
    const yaml = fileWith(`admin-key-file: ${path}\n`)
    expect(load({ FLATLINE_CONFIG: yaml }).config.adminKey).toBe(KEY)
  })

  it('that is empty counts as not set', () => {
    expect(load({ FLATLINE_PORT: '', FLATLINE_SMTP_URL: ' ' }).config.port).toBe(8080)
  })

  it('of TLS names PEM files, or is PEM itself', () => {
    const pem = '-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----'
    const { tls } = load({ FLATLINE_TLS_CERT: fileWith(pem), FLATLINE_TLS_KEY: pem }).config
    expect(tls).toEqual({ cert: pem, key: pem })
  })
})

describe('a bad setting ends the start with a sentence and exit code 78', () => {
  it.each([
    [{ FLATLINE_PORT: 'http' }, 'FLATLINE_PORT must be a whole number', 'FLATLINE_PORT=8080'],
    [{ FLATLINE_PORT: '65536' }, 'FLATLINE_PORT must be from 0 to 65535', 'FLATLINE_PORT=8080'],
    [{ FLATLINE_PORT: '-1' }, 'FLATLINE_PORT', 'for example'],
    [{ FLATLINE_HOST: 'http://x' }, 'FLATLINE_HOST', '127.0.0.1'],
    [
      { FLATLINE_ADMIN_KEY: 'secret' },
      'FLATLINE_ADMIN_KEY is not a well-formed key',
      'first start',
    ],
    [{ FLATLINE_PUBLIC_URL: 'example.com' }, 'FLATLINE_PUBLIC_URL must be a URL', 'https://'],
    [{ FLATLINE_PUBLIC_URL: 'https://a:b@c' }, 'FLATLINE_PUBLIC_URL', 'password'],
    [{ FLATLINE_INTERVAL: '5 minutes' }, 'FLATLINE_INTERVAL must be a duration', '=5m'],
    [{ FLATLINE_INTERVAL: '0s' }, 'FLATLINE_INTERVAL', '1s to 7d'],
    [{ FLATLINE_SMTP_URL: 'mail.example.com' }, 'FLATLINE_SMTP_URL must be a URL', 'smtps://'],
    [{ FLATLINE_SMTP_URL: 'smtp://u:p@x:99999' }, 'must have a port from 1 to 65535', 'smtps://'],
    [{ FLATLINE_SMTP_URL: 'smtp://mail' }, 'FLATLINE_SMTP_FROM is missing', 'example.com'],
    [{ FLATLINE_SMTP_FROM: 'nobody' }, 'FLATLINE_SMTP_FROM must be an e-mail address', '@'],
    [{ FLATLINE_ALLOW_TARGETS: '10.0.0.0/33' }, 'FLATLINE_ALLOW_TARGETS', '10.0.0.0/8'],
    [{ FLATLINE_EMAIL_DOMAINS: '@example.com' }, 'FLATLINE_EMAIL_DOMAINS', 'example.com'],
    [{ FLATLINE_STORE: 'postgres' }, 'FLATLINE_STORE must be embedded', 'FLATLINE_STORE=embedded'],
    [{ FLATLINE_STORE: 'sqlite' }, 'must be embedded or dynamodb', 'FLATLINE_STORE=embedded'],
    [{ FLATLINE_STORE: 'dynamodb' }, 'FLATLINE_PULSES_TABLE is missing', '=flatline-pulses'],
    [{ ...DYNAMODB, AWS_REGION: '' }, 'AWS_REGION is missing', 'AWS_REGION=us-east-1'],
    [{ ...DYNAMODB, AWS_REGION: 'Ireland' }, 'AWS_REGION must be the code', '=us-east-1'],
    [{ ...DYNAMODB, FLATLINE_RECORDS_TABLE: 'a b' }, 'the name of a DynamoDB table', '=flatline-'],
    [
      { ...DYNAMODB, AWS_REGION: 'us-east-1', FLATLINE_PEER_REGION: 'us-east-1' },
      'FLATLINE_PEER_REGION must be another region than AWS_REGION',
      '=us-west-2',
    ],
    [
      { ...DYNAMODB, AWS_REGION: 'us-east-1', FLATLINE_RECORDS_TABLE: 'flatline-pulses' },
      'FLATLINE_RECORDS_TABLE must be another table than FLATLINE_PULSES_TABLE',
      '=flatline-records',
    ],
    [{ ...DYNAMODB, FLATLINE_STORE: '' }, WITHOUT_STORE, 'or remove the table variables'],
    [{ ...DYNAMODB, FLATLINE_STORE: 'embedded' }, WITHOUT_STORE, 'set it, or'],
    [{ FLATLINE_RECORDS_TABLE: 'x-records' }, 'FLATLINE_RECORDS_TABLE has no meaning', 'remove'],
    [{ FLATLINE_SWEEP_INTERVAL: '2m' }, 'FLATLINE_SWEEP_INTERVAL must be', '=10s'],
    [{ FLATLINE_LOG_LEVEL: 'loud' }, 'FLATLINE_LOG_LEVEL must be one of debug', '=info'],
    [{ FLATLINE_TLS_CERT: 'x' }, 'FLATLINE_TLS_KEY is missing', 'key.pem'],
    [{ FLATLINE_TRUST_PROXY: 'yes' }, 'FLATLINE_TRUST_PROXY', '10.0.0.0/8'],
    [{ FLATLINE_ADMIN_KEY_FILE: '/nowhere/key' }, '/nowhere/key cannot be read', 'permissions'],
    [{ FLATLINE_CONFIG: '/nowhere/x.yaml' }, '/nowhere/x.yaml cannot be read', 'Check'],
  ])('%o', (variables, fault, cure) => {
    const error = refusal(variables)
    expect(error.message).toContain(fault)
    expect(error.message).toContain(cure)
    expect(error.exitCode).toBe(78)
    expect(error.message).not.toContain('\n')
  })

  it('names the place of the value, and never a secret one', () => {
    expect(refusal({}, ['--port', 'x']).message).toContain('FLATLINE_PORT (--port)')
    const path = fileWith('admin-key: hunter2\n')
    const { message } = refusal({ FLATLINE_CONFIG: path })
    expect(message).toContain(`admin-key in ${path}`)
    expect(message).not.toContain('hunter2')
  })

  it('is also one that is set twice', () => {
    const variables = { FLATLINE_ADMIN_KEY: KEY, FLATLINE_ADMIN_KEY_FILE: fileWith(KEY) }
    expect(refusal(variables).message).toContain('both set')
  })

  it.each([
    ['port: [', 'not valid YAML'],
    ['- port', 'names and values'],
    ['prot: 80', 'Did you mean port?'],
  ])('in the file: %j', (text, fault) => {
    expect(refusal({ FLATLINE_CONFIG: fileWith(text) }).message).toContain(fault)
  })
})

describe('what is not a setting', () => {
  it('is warned of as a variable, with the nearest name', () => {
    const { warnings } = load({ FLATLINE_PROT: '80', FLATLINE_URL: 'x', FLATLINE_KEY: 'x' })
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toContain('FLATLINE_PROT')
    expect(warnings[0]).toContain('Did you mean FLATLINE_PORT?')
  })

  it('may come from Kubernetes, which names a port after a Service', () => {
    const { config, warnings } = load({
      FLATLINE_PORT: 'tcp://10.0.0.1:80',
      FLATLINE_SERVICE_HOST: '10.0.0.1',
      FLATLINE_PORT_80_TCP_ADDR: '10.0.0.1',
    })
    expect(config.port).toBe(8080)
    expect(warnings).toHaveLength(1)
  })

  it.each([
    [['--prot', '80'], 'Did you mean --port?'],
    [['--port'], '--port needs a value'],
    [['serve'], 'not a flag'],
    [['--admin-key', KEY], 'FLATLINE_ADMIN_KEY_FILE'],
  ])('as the flags %j is wrong usage', (args, fault) => {
    const error = refusal({}, args)
    expect(error.message).toContain(fault)
    expect(error.message).not.toContain(KEY)
    expect(error.exitCode).toBe(2)
  })
})

describe('workers', () => {
  it('are as many as were wished for', () => {
    expect(load({ FLATLINE_WORKERS: '4' }).config.workers).toBe(4)
    expect(refusal({ FLATLINE_WORKERS: '65' }).message).toContain('from 0 to 64')
  })

  it('need the fast path', () => {
    const { message } = refusal({ FLATLINE_WORKERS: '1', FLATLINE_FAST_PATH: 'off' })
    expect(message).toContain('set FLATLINE_FAST_PATH=on, or FLATLINE_WORKERS=0.')
  })
})
