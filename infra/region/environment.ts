import { Stack } from 'aws-cdk-lib'
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2'
import { addressesOf, namesOf } from '../names.ts'
import type { Place } from '../place.ts'

/** What the functions are told; '' where there is nothing to tell. */
export function environmentOf(api: HttpApi, place: Place): Readonly<Record<string, string>> {
  const { config, region, peer } = place
  const { topic, peerTopic } = addressesOf(Stack.of(api), place)
  const names = namesOf(config)
  return {
    FLATLINE_REGION: region,
    FLATLINE_PULSES_TABLE: names.pulses,
    FLATLINE_RECORDS_TABLE: names.records,
    FLATLINE_PEER_REGION: peer ?? '',
    FLATLINE_PEER_PULSES_TABLE: peer === undefined ? '' : names.pulses,
    FLATLINE_TOPIC_ARN: topic,
    FLATLINE_PEER_TOPIC_ARN: peerTopic ?? '',
    FLATLINE_PUBLIC_URL: config.domain ? `https://${config.domain.name}` : api.apiEndpoint,
    FLATLINE_SWEEP_EVERY: `${config.sweepEverySeconds}s`,
    FLATLINE_INTERVAL: config.interval,
    FLATLINE_GRACE: config.grace,
    FLATLINE_CANARY_URL: config.canary ? api.apiEndpoint : '',
    NODE_OPTIONS: '--enable-source-maps',
  }
}
