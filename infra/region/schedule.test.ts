import { Match } from 'aws-cdk-lib/assertions'
import { describe, expect, it } from 'vitest'
import { FULL, PAIR, propertiesOf, templatesOf, textOf } from '../installation.fixture.ts'

const [region] = templatesOf(PAIR).regions
const [full] = templatesOf(FULL).regions

describe('the schedule', () => {
  it('starts a sweep every minute and gives up within it, into a dead-letter queue', () => {
    region.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(1 minute)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      State: Match.absent(),
      Target: {
        Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Sweep'), 'Arn'] },
        RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 2 },
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Unstarted'), 'Arn'] } },
      },
    })
  })
})

describe('queue and topics', () => {
  it('take nothing that does not come over TLS', () => {
    const policies = ['AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy'].flatMap((type) =>
      propertiesOf(full, type),
    )
    expect(policies).toHaveLength(3)
    for (const { PolicyDocument } of policies) {
      expect(textOf(PolicyDocument)).toMatch(
        /"Condition":\{"Bool":\{"aws:SecureTransport":"false"\}\},"Effect":"Deny"/,
      )
    }
  })

  it('the topic takes alarms of this account, and has no key that they cannot use', () => {
    region.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Allow',
            Action: 'sns:Publish',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          }),
        ]),
      },
    })
    region.hasResourceProperties('AWS::SNS::Topic', {
      TopicName: 'flatline',
      KmsMasterKeyId: Match.absent(),
    })
  })

  it('a FIFO twin and a subscription by mail exist only if configured', () => {
    region.resourceCountIs('AWS::SNS::Topic', 1)
    region.resourceCountIs('AWS::SNS::Subscription', 0)
    full.hasResourceProperties('AWS::SNS::Topic', { TopicName: 'flatline.fifo', FifoTopic: true })
    full.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'email',
      Endpoint: 'ops@example.com',
    })
  })
})
