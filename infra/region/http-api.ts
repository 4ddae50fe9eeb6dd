import { RemovalPolicy } from 'aws-cdk-lib'
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway'
import {
  ApiMapping,
  HttpApi,
  HttpMethod,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  type IDomainName,
  IpAddressType,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import { namesOf } from '../names.ts'
import type { Place } from '../place.ts'
import type { Functions } from './functions.ts'

/** `/v1/hearbeat` is the original's spelling: its crontabs keep working. */
/** One at a time. A thousand from a relay take the time and memory of the other function. */
const HEARTBEAT_PATHS = ['/v1/heartbeat', '/v1/hearbeat'] as const

/**
 * The API without routes, because the functions must know its address before they are made. IPv6
 * too: an AAAA record would lead nowhere otherwise.
 */
export function addHttpApi(scope: Construct, { config }: Place): HttpApi {
  return new HttpApi(scope, 'HttpApi', {
    apiName: config.name,
    createDefaultStage: false,
    ipAddressType: IpAddressType.DUAL_STACK,
  })
}

/** Every method of a heartbeat path goes to ingest, so that GET gets its 405 there. */
export function addRoutes(api: HttpApi, { ingest, api: rest }: Functions): void {
  const toIngest = new HttpLambdaIntegration('Ingest', ingest)
  for (const path of HEARTBEAT_PATHS) {
    api.addRoutes({ path, methods: [HttpMethod.ANY], integration: toIngest })
  }
  new HttpRoute(api, 'Rest', {
    httpApi: api,
    routeKey: HttpRouteKey.DEFAULT,
    integration: new HttpLambdaIntegration('Rest', rest),
  })
}

/** The one stage: throttled, logged, and mapped to the domain if there is one. */
export function addStage(
  api: HttpApi,
  { config }: Place,
  domainName: IDomainName | undefined,
): void {
  const logs = new LogGroup(api, 'AccessLogs', {
    logGroupName: namesOf(config).accessLogs,
    retention: RetentionDays.TWO_WEEKS,
    removalPolicy: RemovalPolicy.DESTROY,
  })
  const stage = new HttpStage(api, 'Stage', {
    httpApi: api,
    stageName: '$default',
    autoDeploy: true,
    throttle: {
      rateLimit: config.throttle.requestsPerSecond,
      burstLimit: config.throttle.burst,
    },
    accessLogSettings: {
      destination: new LogGroupLogDestination(logs),
      format: AccessLogFormat.custom(JSON.stringify(LOGGED)),
    },
  })
  if (domainName !== undefined) new ApiMapping(api, 'Mapping', { api, domainName, stage })
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html */
const LOGGED = {
  requestId: '$context.requestId',
  at: '$context.requestTimeEpoch',
  from: '$context.identity.sourceIp',
  method: '$context.httpMethod',
  path: '$context.path',
  route: '$context.routeKey',
  status: '$context.status',
  bytes: '$context.responseLength',
  tookMs: '$context.responseLatency',
  functionError: '$context.integrationErrorMessage',
}
