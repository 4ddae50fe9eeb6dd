import { Match } from 'aws-cdk-lib/assertions'
import { describe, expect, it } from 'vitest'
import { FULL, PAIR, propertiesOf, templatesOf, textOf } from '../installation.fixture.ts'

const [region] = templatesOf(PAIR).regions
const [full] = templatesOf(FULL).regions

describe('the HTTP API', () => {
  it('sends every method of the heartbeat paths to ingest and all else to api', () => {
    const integrations = region.findResources('AWS::ApiGatewayV2::Integration')
    const targets = propertiesOf(region, 'AWS::ApiGatewayV2::Route').map(({ RouteKey, Target }) => {
      const id = /integrations\/(\w+)/.exec(textOf(Target))?.[1] ?? ''
      const uri = textOf(integrations[id]?.Properties.IntegrationUri)
      return [RouteKey, /"(Ingest|Api)/.exec(uri)?.[1]]
    })
    expect(targets).toEqual([
      ['ANY /v1/heartbeat', 'Ingest'],
      ['ANY /v1/hearbeat', 'Ingest'],
      ['$default', 'Api'],
    ])
  })

  it('has one stage, with a throttle and an access log that is read by machine', () => {
    const stages = propertiesOf(region, 'AWS::ApiGatewayV2::Stage')
    expect(stages).toHaveLength(1)
    const [stage] = stages
    expect(stage?.StageName).toBe('$default')
    expect(stage?.DefaultRouteSettings).toEqual({
      ThrottlingRateLimit: 5_000,
      ThrottlingBurstLimit: 5_000,
    })
    expect(textOf(stage?.AccessLogSettings)).toMatch(/HttpApiAccessLogs\w+/)
    const [each] = Object.values(region.findResources('AWS::ApiGatewayV2::Stage'))
    const line: object = JSON.parse(each?.Properties.AccessLogSettings.Format)
    expect(Object.keys(line)).toEqual(expect.arrayContaining(['requestId', 'status', 'path']))
  })

  it('logs neither keys nor bodies', () => {
    const text = textOf(propertiesOf(region, 'AWS::ApiGatewayV2::Stage'))
    expect(text).not.toMatch(/header|authoriz|api-key|body/i)
  })

  it('answers over IPv6 too', () => {
    full.hasResourceProperties('AWS::ApiGatewayV2::Api', { IpAddressType: 'dualstack' })
  })

  it('has a function URL for ingest only if configured', () => {
    region.resourceCountIs('AWS::Lambda::Url', 0)
    full.hasResourceProperties('AWS::Lambda::Url', {
      AuthType: 'NONE',
      TargetFunctionArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Ingest'), 'Arn'] },
    })
    full.hasOutput('HeartbeatUrl', {})
  })
})

describe('the domain', () => {
  it.each(
    templatesOf(FULL).regions.map(
      (each, index) => [['us-east-1', 'us-west-2'][index], each] as const,
    ),
  )('leads to %s by latency, for IPv4 and IPv6, while its health check holds', (name, template) => {
    for (const Type of ['A', 'AAAA']) {
      template.hasResourceProperties('AWS::Route53::RecordSet', {
        Type,
        Name: 'beat.example.com.',
        Region: name,
        SetIdentifier: name,
        HealthCheckId: { Ref: Match.stringLikeRegexp('^HealthCheck') },
        HostedZoneId: 'Z0EXAMPLE',
      })
    }
    template.resourceCountIs('AWS::Route53::RecordSet', 2)
    template.hasResourceProperties('AWS::ApiGatewayV2::DomainName', {
      DomainNameConfigurations: [
        Match.objectLike({ IpAddressType: 'dualstack', SecurityPolicy: 'TLS_1_2' }),
      ],
    })
  })

  it('is checked at the endpoint of the region itself, over TLS', () => {
    const [check] = propertiesOf(full, 'AWS::Route53::HealthCheck')
    expect(check?.HealthCheckConfig).toMatchObject({
      Type: 'HTTPS',
      ResourcePath: '/v1/status',
      EnableSNI: true,
    })
    expect(textOf(check)).toMatch(/HttpApi\w+\.execute-api\.us-east-1\.AWS::URLSuffix/)
  })

  it('has a certificate that is validated in its own zone', () => {
    full.hasResourceProperties('AWS::CertificateManager::Certificate', {
      DomainName: 'beat.example.com',
      ValidationMethod: 'DNS',
      DomainValidationOptions: [{ DomainName: 'beat.example.com', HostedZoneId: 'Z0EXAMPLE' }],
    })
  })

  it('is left out where none is configured; the endpoint is an output', () => {
    for (const type of ['Route53::RecordSet', 'Route53::HealthCheck', 'ApiGatewayV2::DomainName']) {
      region.resourceCountIs(`AWS::${type}`, 0)
    }
    region.hasOutput('ApiEndpoint', {})
  })
})
