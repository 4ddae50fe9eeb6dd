import { ArnFormat, Duration, Stack } from 'aws-cdk-lib'
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { IFunction } from 'aws-cdk-lib/aws-lambda'
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'

/**
 * Starts a sweep every minute and answers with the queue of starts that failed. The scheduler may
 * start one twice or late: the sweep never assumes which minute it is.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/what-is-scheduler.html
 */
export function addSchedule(scope: Construct, sweep: IFunction): Queue {
  const unstarted = new Queue(scope, 'UnstartedSweeps', {
    enforceSSL: true,
    encryption: QueueEncryption.SQS_MANAGED,
    retentionPeriod: Duration.days(14),
  })
  const role = starterRole(scope)
  role.addToPolicy(
    new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [sweep.functionArn] }),
  )
  role.addToPolicy(
    new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [unstarted.queueArn] }),
  )
  const schedule = new CfnSchedule(scope, 'EveryMinute', {
    description: 'Starts the sweep',
    scheduleExpression: 'rate(1 minute)',
    flexibleTimeWindow: { mode: 'OFF' },
    target: {
      arn: sweep.functionArn,
      roleArn: role.roleArn,
      retryPolicy: { maximumRetryAttempts: 2, maximumEventAgeInSeconds: 60 },
      deadLetterConfig: { arn: unstarted.queueArn },
    },
  })
  schedule.node.addDependency(role)
  return unstarted
}

/** Only schedules of this account and region may take it. */
function starterRole(scope: Construct): Role {
  const { account } = Stack.of(scope)
  const group = Stack.of(scope).formatArn({
    service: 'scheduler',
    resource: 'schedule-group/default',
    arnFormat: ArnFormat.NO_RESOURCE_NAME,
  })
  return new Role(scope, 'StarterRole', {
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': account, 'aws:SourceArn': group } },
    }),
  })
}
