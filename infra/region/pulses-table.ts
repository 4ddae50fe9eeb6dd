import { RemovalPolicy } from 'aws-cdk-lib'
import { AttributeType, Billing, TableV2 } from 'aws-cdk-lib/aws-dynamodb'
import type { Construct } from 'constructs'
import { namesOf } from '../names.ts'
import type { Place } from '../place.ts'

/**
 * One tiny row per host, rewritten with each heartbeat: no index, no stream, no replica, because
 * each would be paid with every heartbeat. The time to live only tidies up; it is never a clock.
 */
export function addPulsesTable(scope: Construct, { config }: Place): TableV2 {
  const warm = config.warmThroughput
  return new TableV2(scope, 'Pulses', {
    tableName: namesOf(config).pulses,
    partitionKey: { name: 'h', type: AttributeType.STRING },
    timeToLiveAttribute: 'x',
    billing: Billing.onDemand(),
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
    ...(warm && {
      warmThroughput: { readUnitsPerSecond: warm.reads, writeUnitsPerSecond: warm.writes },
    }),
  })
}
