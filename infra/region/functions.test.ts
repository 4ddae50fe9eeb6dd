import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createApp } from '../create-app.ts'
import { FULL, PAIR, propertiesOf, SINGLE, templatesOf, textOf } from '../installation.fixture.ts'

const FUNCTION = 'AWS::Lambda::Function'
const [region] = templatesOf(PAIR).regions

describe('functions', () => {
  it.each([
    ['ingest', 'takes heartbeats', { MemorySize: 256, Timeout: 10 }],
    ['api', 'answers', { MemorySize: 512, Timeout: 29 }],
    ['sweep', 'finds', { MemorySize: 1_024, Timeout: 300, ReservedConcurrentExecutions: 2 }],
  ])('%s runs on Node 24 and arm64 within its limits', (_, says, limits) => {
    const each = propertiesOf(region, FUNCTION).filter((one) => textOf(one).includes(says))
    expect(each).toHaveLength(1)
    expect(each[0]).toMatchObject({
      ...limits,
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
    })
  })

  it('a failed sweep is left to the next minute instead of being repeated beside it', () => {
    region.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 60,
    })
  })

  it('every log is kept for 14 days', () => {
    const logs = propertiesOf(region, 'AWS::Logs::LogGroup')
    expect(logs).toHaveLength(4)
    expect(logs.filter(({ RetentionInDays }) => RetentionInDays !== 14)).toEqual([])
  })

  it('says which command is missing if a bundle is missing', () => {
    const empty = mkdtempSync(join(tmpdir(), 'flatline-infra-'))
    try {
      expect(() => createApp(PAIR, empty, empty)).toThrow(
        'The bundle dist/lambda/sweep/index.mjs is missing: run "npm run build:lambda"',
      )
    } finally {
      rmSync(empty, { recursive: true })
    }
  })
})

describe('environment of the functions', () => {
  it('names both regions in a pair, each from its own side', () => {
    const [east, west] = templatesOf(PAIR).regions.map(variables)
    expect(east).toMatchObject({ FLATLINE_REGION: 'us-east-1', FLATLINE_PEER_REGION: 'us-west-2' })
    expect(west).toMatchObject({ FLATLINE_REGION: 'us-west-2', FLATLINE_PEER_REGION: 'us-east-1' })
    expect(east?.FLATLINE_PEER_PULSES_TABLE).toBe('flatline-pulses')
    expect(textOf(east?.FLATLINE_TOPIC_ARN)).toMatch(/:sns:us-east-1:AWS::AccountId:flatline"$/)
    expect(textOf(east?.FLATLINE_PEER_TOPIC_ARN)).toMatch(
      /:sns:us-west-2:AWS::AccountId:flatline"$/,
    )
  })

  it('is told of no peer in a single region', () => {
    expect(variables(templatesOf(SINGLE).regions[0])).toMatchObject({
      FLATLINE_PEER_REGION: '',
      FLATLINE_PEER_PULSES_TABLE: '',
      FLATLINE_PEER_TOPIC_ARN: '',
    })
  })

  it('has the domain as public address, or else the API endpoint', () => {
    const full = variables(templatesOf(FULL).regions[0])
    expect(full?.FLATLINE_PUBLIC_URL).toBe('https://beat.example.com')
    expect(textOf(variables(region)?.FLATLINE_PUBLIC_URL)).toContain('"ApiEndpoint"')
  })

  it('has the region of the canary only where there is one, and the pace of the sweep', () => {
    const full = variables(templatesOf(FULL).regions[0])
    expect(textOf(full?.FLATLINE_CANARY_URL)).toContain('"ApiEndpoint"')
    expect(full?.FLATLINE_SWEEP_EVERY).toBe('10s')
    expect(variables(region)).toMatchObject({
      FLATLINE_CANARY_URL: '',
      FLATLINE_SWEEP_EVERY: '60s',
      FLATLINE_INTERVAL: '5m',
      FLATLINE_GRACE: '5m',
      FLATLINE_RECORDS_TABLE: 'flatline-records',
      FLATLINE_PULSES_TABLE: 'flatline-pulses',
      NODE_OPTIONS: '--enable-source-maps',
    })
  })

  it('is the same for all functions of a region', () => {
    const texts = propertiesOf(region, FUNCTION).map(({ Environment }) => textOf(Environment))
    expect(new Set(texts).size).toBe(1)
  })
})

function variables(template: typeof region): Readonly<Record<string, unknown>> | undefined {
  const [first] = Object.values(template.findResources(FUNCTION))
  return first?.Properties.Environment.Variables
}
