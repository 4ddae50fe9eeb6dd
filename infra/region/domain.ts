import { Duration, Stack } from 'aws-cdk-lib'
import {
  DomainName,
  type HttpApi,
  IpAddressType,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigatewayv2'
import { Certificate, CertificateValidation } from 'aws-cdk-lib/aws-certificatemanager'
import {
  AaaaRecord,
  ARecord,
  HealthCheck,
  HealthCheckType,
  HostedZone,
  RecordTarget,
} from 'aws-cdk-lib/aws-route53'
import { ApiGatewayv2DomainProperties } from 'aws-cdk-lib/aws-route53-targets'
import type { Construct } from 'constructs'
import type { Domain } from '../config.ts'

/**
 * The shared name, as this region answers it. Route 53 sends clients to the nearer region whose
 * `/v1/status` says that heartbeats are durable and the sweep is fresh. The check asks the
 * region's own endpoint: by the shared name it would judge whichever region is nearer to itself.
 */
export function addDomain(scope: Construct, api: HttpApi, domain: Domain): DomainName {
  const { region, urlSuffix } = Stack.of(scope)
  const zone = HostedZone.fromHostedZoneAttributes(scope, 'Zone', {
    hostedZoneId: domain.zone.id,
    zoneName: domain.zone.name,
  })
  const domainName = new DomainName(scope, 'DomainName', {
    domainName: domain.name,
    certificate: new Certificate(scope, 'Certificate', {
      domainName: domain.name,
      validation: CertificateValidation.fromDns(zone),
    }),
    securityPolicy: SecurityPolicy.TLS_1_2,
    ipAddressType: IpAddressType.DUAL_STACK,
  })
  const healthCheck = new HealthCheck(scope, 'HealthCheck', {
    type: HealthCheckType.HTTPS,
    fqdn: `${api.apiId}.execute-api.${region}.${urlSuffix}`,
    port: 443,
    resourcePath: '/v1/status',
    enableSNI: true,
    requestInterval: Duration.seconds(30),
    failureThreshold: 3,
  })
  const record = {
    zone,
    recordName: `${domain.name}.`,
    target: RecordTarget.fromAlias(
      new ApiGatewayv2DomainProperties(
        domainName.regionalDomainName,
        domainName.regionalHostedZoneId,
      ),
    ),
    region,
    setIdentifier: region,
    healthCheck,
  }
  new ARecord(scope, 'Record', record)
  new AaaaRecord(scope, 'RecordForIpv6', record)
  return domainName
}
