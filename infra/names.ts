import { ArnFormat, type Stack } from 'aws-cdk-lib'
import type { Place } from './place.ts'

/** The records table's lists, as the store knows them. */
export const RECORD_INDEXES = [1, 2, 3, 4, 5].map((n) => ({
  indexName: `list${n}`,
  partitionKey: `p${n}`,
  sortKey: `s${n}`,
}))

/**
 * Names that are fixed because the other region, or the other stack, must know them. They are all
 * that stacks know of each other, so that each can be deployed while the other region is away.
 */
export function namesOf({ name }: { readonly name: string }) {
  return {
    records: `${name}-records`,
    pulses: `${name}-pulses`,
    topic: name,
    fifoTopic: `${name}.fifo`,
    functionLogs: (role: string) => `/aws/lambda/${name}-${role}`,
    /** This prefix keeps API Gateway's log policy below its size limit. */
    accessLogs: `/aws/vendedlogs/${name}-api`,
  }
}

/** Addresses as this region's functions use them; `undefined` where there is no other region. */
export function addressesOf(stack: Stack, { config, region, peer }: Place) {
  const names = namesOf(config)
  const arn = (service: string, resource: string, where: string) =>
    stack.formatArn({ service, resource, region: where, arnFormat: ArnFormat.NO_RESOURCE_NAME })
  const records = arn('dynamodb', `table/${names.records}`, region)
  const inPeer = (service: string, resource: string) =>
    peer === undefined ? undefined : arn(service, resource, peer)
  return {
    records,
    recordIndexes: RECORD_INDEXES.map(({ indexName }) => `${records}/index/${indexName}`),
    pulses: arn('dynamodb', `table/${names.pulses}`, region),
    peerPulses: inPeer('dynamodb', `table/${names.pulses}`),
    topic: arn('sns', names.topic, region),
    peerTopic: inPeer('sns', names.topic),
    topics: [names.topic, ...(config.fifoTopic ? [names.fifoTopic] : [])].flatMap((topic) => [
      arn('sns', topic, region),
      ...(peer === undefined ? [] : [arn('sns', topic, peer)]),
    ]),
  }
}

export type Addresses = ReturnType<typeof addressesOf>
