import { expect, it } from 'vitest'
import { StartError } from '../start-error.ts'
import { readRegionConfig } from './region-config.ts'

const LEAST = {
  AWS_REGION: 'us-east-1',
  FLATLINE_PULSES_TABLE: 'flatline-pulses',
  FLATLINE_RECORDS_TABLE: 'flatline-records',
}
const PEER = { FLATLINE_PEER_REGION: 'us-west-2' }

const read = (variables: Record<string, string>) =>
  readRegionConfig({ variables: { ...LEAST, ...variables }, homeDir: '' })

function sentence(variables: Record<string, string>): string {
  try {
    read(variables)
  } catch (error) {
    if (error instanceof StartError) return error.message
    throw error
  }
  throw new Error('it was accepted')
}

it('needs a region and two tables, and has an answer for everything else', () => {
  expect(read({})).toEqual({
    home: { region: 'us-east-1', pulsesTable: 'flatline-pulses' },
    peer: null,
    records: { region: 'us-east-1', recordsTable: 'flatline-records' },
    topicArn: null,
    peerTopicArn: null,
    snsEndpoint: null,
    publicUrl: null,
    sweepEveryMs: 60_000,
    intervalMs: 300_000,
    graceMs: 300_000,
    canaryUrl: null,
    adminKey: null,
    logLevel: 'info',
    smtpUrl: null,
    smtpFrom: null,
  })
})

it('reads everything that can be set', () => {
  const config = read({
    ...PEER,
    FLATLINE_REGION: 'eu-west-1',
    FLATLINE_RECORDS_REGION: 'eu-central-1',
    FLATLINE_DYNAMODB_ENDPOINT: 'http://127.0.0.1:8001',
    FLATLINE_PEER_DYNAMODB_ENDPOINT: 'http://127.0.0.1:8002',
    FLATLINE_RECORDS_ENDPOINT: 'http://127.0.0.1:8003',
    FLATLINE_TOPIC_ARN: 'arn:aws:sns:eu-west-1:123456789012:flatline',
    FLATLINE_PEER_TOPIC_ARN: 'arn:aws:sns:us-west-2:123456789012:flatline',
    FLATLINE_SNS_ENDPOINT: 'http://127.0.0.1:8004/',
    FLATLINE_PUBLIC_URL: 'https://flatline.example.com/',
    FLATLINE_SWEEP_EVERY: '10s',
    FLATLINE_INTERVAL: '1m',
    FLATLINE_GRACE: '90s',
    FLATLINE_CANARY_URL: 'https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com',
    FLATLINE_LOG_LEVEL: 'debug',
    FLATLINE_SMTP_URL: 'smtps://user:password@mail.example.com',
    FLATLINE_SMTP_FROM: 'flatline@example.com',
  })
  expect(config).toMatchObject({
    home: { region: 'eu-west-1', endpoint: 'http://127.0.0.1:8001' },
    peer: { region: 'us-west-2', endpoint: 'http://127.0.0.1:8002' },
    records: { region: 'eu-central-1', endpoint: 'http://127.0.0.1:8003' },
    snsEndpoint: 'http://127.0.0.1:8004',
    publicUrl: 'https://flatline.example.com',
    sweepEveryMs: 10_000,
    intervalMs: 60_000,
    graceMs: 90_000,
    logLevel: 'debug',
    smtpFrom: 'flatline@example.com',
  })
})

it('expects the table of the peer under the same name, unless told another', () => {
  const peerOf = (variables: Record<string, string>) =>
    read({ FLATLINE_PEER_REGION: 'us-west-2', ...variables }).peer
  expect(peerOf({})).toEqual({ region: 'us-west-2', pulsesTable: 'flatline-pulses' })
  expect(peerOf({ FLATLINE_PEER_PULSES_TABLE: 'theirs' })?.pulsesTable).toBe('theirs')
})

it('allows records under the name of the pulses in another region', () => {
  const { records } = read({
    FLATLINE_RECORDS_TABLE: 'flatline-pulses',
    FLATLINE_RECORDS_REGION: 'eu-central-1',
  })
  expect(records).toEqual({ region: 'eu-central-1', recordsTable: 'flatline-pulses' })
})

it('takes an empty variable for one that is not set', () => {
  expect(read({ FLATLINE_PEER_REGION: '', FLATLINE_REGION: ' ' })).toMatchObject({
    home: { region: 'us-east-1' },
    peer: null,
  })
})

it.each([
  ['AWS_REGION', '', 'AWS_REGION is missing, for example AWS_REGION=eu-west-1.'],
  ['FLATLINE_REGION', 'Ireland', 'FLATLINE_REGION must be the code of an AWS region'],
  ['FLATLINE_PULSES_TABLE', '', 'FLATLINE_PULSES_TABLE is missing, for example'],
  ['FLATLINE_RECORDS_TABLE', 'a b', 'FLATLINE_RECORDS_TABLE must be the name of a DynamoDB table'],
  ['FLATLINE_PEER_REGION', 'us_west', 'FLATLINE_PEER_REGION must be the code of an AWS region'],
  ['FLATLINE_PEER_REGION', 'us-east-1', 'FLATLINE_PEER_REGION must be another region than AWS'],
  ['FLATLINE_RECORDS_TABLE', 'flatline-pulses', 'RECORDS_TABLE must be another table than FLAT'],
  ['FLATLINE_TOPIC_ARN', 'flatline', 'FLATLINE_TOPIC_ARN must be the ARN of an SNS topic'],
  ['FLATLINE_PUBLIC_URL', 'flatline', 'FLATLINE_PUBLIC_URL must be a URL with http or https'],
  ['FLATLINE_SWEEP_EVERY', '10', 'FLATLINE_SWEEP_EVERY must be a duration from 1s to 60s'],
  ['FLATLINE_SWEEP_EVERY', '5m', 'FLATLINE_SWEEP_EVERY must be a duration from 1s to 60s'],
  ['FLATLINE_INTERVAL', '0s', 'FLATLINE_INTERVAL must be a duration from 1s to 7d'],
  ['FLATLINE_GRACE', 'long', 'FLATLINE_GRACE must be a duration from 0s to 7d'],
  ['FLATLINE_ADMIN_KEY', 'fl_x', 'FLATLINE_ADMIN_KEY is not a well-formed key'],
  ['FLATLINE_LOG_LEVEL', 'loud', 'FLATLINE_LOG_LEVEL must be one of debug, info, warn'],
  ['FLATLINE_SMTP_URL', 'mail', 'FLATLINE_SMTP_URL must be a URL that begins with smtp'],
  ['FLATLINE_SMTP_URL', 'smtp://mail.example.com', 'FLATLINE_SMTP_FROM is missing'],
])('refuses %s=%s in one sentence with an example', (name, value, says) => {
  const told = sentence({ [name]: value })
  expect(told).toContain(says)
  expect(told).toMatch(/for example \w+=.+\.$/)
})
