import { Match } from 'aws-cdk-lib/assertions'
import { describe, expect, it } from 'vitest'
import { PULSES_TABLE } from '../../src/store/dynamodb/tables.ts'
import { FULL, PAIR, propertiesOf, templatesOf } from '../installation.fixture.ts'

const TABLE = 'AWS::DynamoDB::GlobalTable'
const [region] = templatesOf(PAIR).regions

describe('the pulses table', () => {
  it('has the key and the time to live that the store writes', () => {
    region.hasResourceProperties(TABLE, {
      KeySchema: [{ AttributeName: PULSES_TABLE.partitionKey, KeyType: 'HASH' }],
      TimeToLiveSpecification: { AttributeName: PULSES_TABLE.timeToLive, Enabled: true },
    })
  })

  it('costs one write per heartbeat: no index, no stream, no second replica', () => {
    region.hasResourceProperties(TABLE, {
      GlobalSecondaryIndexes: Match.absent(),
      LocalSecondaryIndexes: Match.absent(),
      StreamSpecification: Match.absent(),
      Replicas: [{ Region: 'us-east-1', DeletionProtectionEnabled: true }],
      BillingMode: 'PAY_PER_REQUEST',
    })
  })

  it('takes the configured throughput from its first moment, none unless configured', () => {
    const [warm] = propertiesOf(templatesOf(FULL).regions[0], TABLE)
    const { reads: ReadUnitsPerSecond, writes: WriteUnitsPerSecond } = FULL.warmThroughput ?? {}
    expect(warm?.WarmThroughput).toEqual({ ReadUnitsPerSecond, WriteUnitsPerSecond })
    expect(WriteUnitsPerSecond).toBe(20_000)
    region.hasResourceProperties(TABLE, { WarmThroughput: Match.absent() })
  })
})
