import { Match } from 'aws-cdk-lib/assertions'
import { describe, expect, it } from 'vitest'
import { RECORDS_TABLE } from '../src/store/dynamodb/tables.ts'
import { PAIR, propertiesOf, SINGLE, templatesOf } from './installation.fixture.ts'

const TABLE = 'AWS::DynamoDB::GlobalTable'
const pair = templatesOf(PAIR)
const single = templatesOf(SINGLE)

describe('the records table', () => {
  it('is strongly consistent between two replicas and a witness', () => {
    pair.records.hasResourceProperties(TABLE, {
      MultiRegionConsistency: 'STRONG',
      GlobalTableWitnesses: [{ Region: 'us-east-2' }],
      Replicas: [
        Match.objectLike({ Region: 'us-west-2' }),
        Match.objectLike({ Region: 'us-east-1' }),
      ],
      BillingMode: 'PAY_PER_REQUEST',
    })
  })

  it('has neither time to live nor local indexes, which strong mode does not have', () => {
    pair.records.hasResourceProperties(TABLE, {
      TimeToLiveSpecification: Match.absent(),
      LocalSecondaryIndexes: Match.absent(),
    })
  })

  it('is one plain table without replica or witness in a single region', () => {
    single.records.hasResourceProperties(TABLE, {
      MultiRegionConsistency: Match.absent(),
      GlobalTableWitnesses: Match.absent(),
      StreamSpecification: Match.absent(),
      Replicas: [Match.objectLike({ Region: 'eu-west-1' })],
    })
  })

  it.each([
    ['in a pair', pair],
    ['in a single region', single],
  ])('survives a mistake %s: recovery, protection and retention', (_, { records }) => {
    const [table] = Object.values(records.findResources(TABLE))
    expect(table).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' })
    const replicas: unknown[] = table?.Properties.Replicas ?? []
    expect(replicas).not.toEqual([])
    for (const replica of replicas) {
      expect(replica).toMatchObject({
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      })
    }
  })

  it('has the keys and the lists that the store reads by, keys only', () => {
    const [table] = propertiesOf(pair.records, TABLE)
    expect(table?.KeySchema).toEqual(keys(RECORDS_TABLE.partitionKey, RECORDS_TABLE.sortKey))
    expect(table?.GlobalSecondaryIndexes).toEqual(
      RECORDS_TABLE.indexes.map((index) => ({
        IndexName: index.name,
        KeySchema: keys(index.partitionKey, index.sortKey),
        Projection: { ProjectionType: 'KEYS_ONLY' },
      })),
    )
  })
})

function keys(partition: string, sort = '') {
  return [
    { AttributeName: partition, KeyType: 'HASH' },
    { AttributeName: sort, KeyType: 'RANGE' },
  ]
}
