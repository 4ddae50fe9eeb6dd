import { RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib'
import {
  AttributeType,
  Billing,
  MultiRegionConsistency,
  ProjectionType,
  type TablePropsV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb'
import type { Construct } from 'constructs'
import type { Config } from './config.ts'
import { namesOf, RECORD_INDEXES } from './names.ts'

/**
 * The records: hosts, incidents, subscriptions, keys. A pair of regions shares one table in which
 * a conditional write has one winner. Strong mode has no time to live, no transactions and no
 * local indexes; AWS refuses them only when the stack is deployed.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_HowItWorks.html
 */
export class RecordsStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps & { readonly config: Config }) {
    super(scope, id, props)
    const { config } = props
    new TableV2(this, 'Records', {
      tableName: namesOf(config).records,
      partitionKey: { name: 'p', type: AttributeType.STRING },
      sortKey: { name: 'i', type: AttributeType.STRING },
      billing: Billing.onDemand(),
      globalSecondaryIndexes: RECORD_INDEXES.map(({ indexName, partitionKey, sortKey }) => ({
        indexName,
        partitionKey: { name: partitionKey, type: AttributeType.STRING },
        sortKey: { name: sortKey, type: AttributeType.STRING },
        projectionType: ProjectionType.KEYS_ONLY,
      })),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
      ...replication(config),
    })
  }
}

function replication({ topology }: Config): Partial<TablePropsV2> {
  if (topology.kind === 'single') return {}
  return {
    replicas: [{ region: topology.regions[1] }],
    witnessRegion: topology.witness,
    multiRegionConsistency: MultiRegionConsistency.STRONG,
  }
}
