import type { HttpEvent } from '../../src/runtime/lambda/http-result.ts'

const DECODER = new TextDecoder()
const NAMES = {
  accountId: '123456789012',
  apiId: 'a1b2c3d4e5',
  domainName: 'flatline.example',
  domainPrefix: 'flatline',
  requestId: 'JKJaXmPLvHcESHA=',
  routeKey: '$default',
  stage: '$default',
  time: '02/Mar/2026:08:00:00 +0000',
  timeEpoch: 1_772_438_400_000,
}
const HTTP = {
  method: 'POST',
  path: '/v1/heartbeat',
  protocol: 'HTTP/1.1',
  sourceIp: '192.0.2.7',
  userAgent: 'curl',
}

/** What API Gateway makes of a heartbeat (payload format 2.0). */
export function heartbeatEvent(body: Uint8Array, key: string): HttpEvent {
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: HTTP.path,
    rawQueryString: '',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    requestContext: { ...NAMES, http: HTTP },
    body: DECODER.decode(body),
    isBase64Encoded: false,
  }
}
