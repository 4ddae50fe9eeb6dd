import type { APIGatewayProxyEventV2 } from 'aws-lambda'

export interface SentRequest {
  readonly method?: string
  /** With its query, exactly as it was sent. */
  readonly target: string
  /** In lower case, those sent twice joined by a comma. */
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  readonly sourceIp?: string
  readonly domainName?: string
}

const TEXT = /^(?:text\/|application\/(?:[\w.+-]*\+)?(?:json|xml|javascript))/i

/**
 * A request as the event that an HTTP API makes of it, payload format 2.0.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 * What API Gateway itself does to unusual paths is not documented there, so that they stay raw.
 */
export function httpEvent(sent: SentRequest): APIGatewayProxyEventV2 {
  const { method = 'POST', target, headers = {}, sourceIp = '192.0.2.7' } = sent
  const { domainName = 'flatline.example.com' } = sent
  const at = target.indexOf('?')
  const rawPath = at < 0 ? target : target.slice(0, at)
  const { cookie, ...others } = headers
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString: at < 0 ? '' : target.slice(at + 1),
    ...(cookie === undefined ? {} : { cookies: cookie.split(/; */) }),
    headers: { host: domainName, ...others },
    requestContext: {
      accountId: '123456789012',
      apiId: 'a1b2c3d4e5',
      domainName,
      domainPrefix: domainName.split('.')[0] ?? '',
      http: {
        method,
        path: rawPath,
        protocol: 'HTTP/1.1',
        sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: 'JKJaXmPLvHcESHA=',
      routeKey: '$default',
      stage: '$default',
      time: '02/Mar/2026:08:00:00 +0000',
      timeEpoch: 1_772_438_400_000,
    },
    ...bodyOf(sent.body, headers['content-type'] ?? ''),
  }
}

/** Text for kinds of text, base64 for everything else: also for what `curl -d` calls a form. */
function bodyOf(body: SentRequest['body'], contentType: string) {
  if (body === undefined || body.length === 0) return { isBase64Encoded: false }
  const bytes = Buffer.from(body)
  return TEXT.test(contentType)
    ? { body: bytes.toString('utf8'), isBase64Encoded: false }
    : { body: bytes.toString('base64'), isBase64Encoded: true }
}
