import { Match, type Template } from 'aws-cdk-lib/assertions'
import { describe, expect, it } from 'vitest'
import { DASHBOARD_POLICY } from '../src/api/security-headers.ts'
import {
  FULL,
  PAIR,
  propertiesOf,
  statementsIn,
  templatesOf,
  textOf,
} from './installation.fixture.ts'

const { web } = templatesOf(PAIR)

/** What CloudFront sends, as it stands there. */
function policyOf(template: Template): string {
  const text = textOf(propertiesOf(template, 'AWS::CloudFront::ResponseHeadersPolicy'))
  const [, policy] = /"ContentSecurityPolicy":"([^"]+)"/.exec(text) ?? []
  if (policy === undefined) throw new Error('there is no policy')
  return policy
}

describe('the dashboard', () => {
  it('lies in a private bucket that only the distribution reads, over TLS', () => {
    web.hasResourceProperties('AWS::S3::Bucket', {
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    })
    const statements = statementsIn(web, 'AWS::S3::BucketPolicy')
    const allowed = statements.filter(({ Effect }) => Effect === 'Allow')
    expect(allowed).toHaveLength(1)
    expect(allowed[0]).toMatchObject({
      Action: 's3:GetObject',
      Principal: { Service: 'cloudfront.amazonaws.com' },
    })
    expect(textOf(allowed[0])).toContain('AWS:SourceArn')
    expect(textOf(statements)).toContain('"aws:SecureTransport":"false"')
  })

  it('is read by a signed request of the distribution, and shown over HTTPS', () => {
    web.hasResourceProperties('AWS::CloudFront::OriginAccessControl', {
      OriginAccessControlConfig: { SigningBehavior: 'always', SigningProtocol: 'sigv4' },
    })
    web.hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: {
        DefaultRootObject: 'index.html',
        DefaultCacheBehavior: { ViewerProtocolPolicy: 'redirect-to-https' },
        Origins: [Match.objectLike({ OriginPath: '/web' })],
      },
    })
  })

  it('runs only its own scripts and cannot be framed', () => {
    const policy = textOf(propertiesOf(web, 'AWS::CloudFront::ResponseHeadersPolicy'))
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).toContain('"FrameOption":"DENY"')
    expect(policy).not.toContain('unsafe')
  })

  it('has the same policy as where the server itself serves it', () => {
    expect(policyOf(web)).toBe(DASHBOARD_POLICY)
    const api = 'https://beat.example.com'
    expect(policyOf(templatesOf(FULL).web).replace(` ${api};`, ';')).toBe(DASHBOARD_POLICY)
  })

  it('may speak to the API under its domain', () => {
    const policy = textOf(
      propertiesOf(templatesOf(FULL).web, 'AWS::CloudFront::ResponseHeadersPolicy'),
    )
    expect(policy).toContain("connect-src 'self' https://beat.example.com;")
  })

  it('needs no function of the CDK to be copied', () => {
    web.resourceCountIs('AWS::Lambda::Function', 0)
    web.hasOutput('CopyFiles', {})
  })
})
