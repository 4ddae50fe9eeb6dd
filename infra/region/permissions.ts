import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { Addresses } from '../names.ts'

export type FunctionName = 'ingest' | 'api' | 'sweep'

/**
 * Only what is named, on only what is named. The one exception is `sns:Unsubscribe`, which ends the
 * subscription of a recipient: IAM knows no resource for it, so that it is given for every one.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html
 */
export function permissionsOf(name: FunctionName, at: Addresses): PolicyStatement[] {
  switch (name) {
    case 'ingest':
      return [pulses(INGEST_PULSES, [at.pulses]), ...records(at)]
    case 'api':
      return [
        pulses(ALL_PULSES, bothPulses(at)),
        ...records(at),
        allow(['sns:Publish', 'sns:Subscribe', 'sns:ListSubscriptionsByTopic'], at.topics),
        allow(['sns:Unsubscribe'], ['*']),
      ]
    case 'sweep':
      return [pulses(ALL_PULSES, bothPulses(at)), ...records(at), allow(['sns:Publish'], at.topics)]
  }
}

const INGEST_PULSES = ['UpdateItem', 'GetItem', 'BatchGetItem']
const ALL_PULSES = ['GetItem', 'BatchGetItem', 'UpdateItem', 'DeleteItem', 'PutItem', 'Scan']
const RECORDS = ['GetItem', 'BatchGetItem', 'PutItem', 'DeleteItem', 'Query']

function bothPulses({ pulses: own, peerPulses }: Addresses): string[] {
  return peerPulses === undefined ? [own] : [own, peerPulses]
}

function pulses(actions: readonly string[], tables: readonly string[]): PolicyStatement {
  return allow(inDynamo(actions), tables)
}

function records({ records: table, recordIndexes }: Addresses): PolicyStatement[] {
  return [allow(inDynamo(RECORDS), [table]), allow(['dynamodb:Query'], recordIndexes)]
}

function inDynamo(actions: readonly string[]): string[] {
  return actions.map((action) => `dynamodb:${action}`)
}

function allow(actions: readonly string[], resources: readonly string[]): PolicyStatement {
  return new PolicyStatement({ actions: [...actions], resources: [...resources] })
}
