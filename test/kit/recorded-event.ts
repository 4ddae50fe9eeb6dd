import { readFileSync } from 'node:fs'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'

/** An event as AWS documents it, from test/kit/events, with a key of this test in it. */
export function recordedHeartbeat(
  name: 'heartbeat-http-api' | 'heartbeat-function-url',
  key: string,
): APIGatewayProxyEventV2 {
  const text = readFileSync(new URL(`./events/${name}.json`, import.meta.url), 'utf8')
  return JSON.parse(text.replace('THE-API-KEY', key))
}
