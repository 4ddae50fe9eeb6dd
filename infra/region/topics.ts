import { Stack } from 'aws-cdk-lib'
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import type { Construct } from 'constructs'
import { namesOf } from '../names.ts'
import type { Place } from '../place.ts'

/**
 * What the region publishes: messages about hosts, and its own alarms. The topic is not encrypted
 * with the account's default key, because CloudWatch's alarms could not publish to it then.
 */
export function addTopics(scope: Construct, { config }: Place): Topic {
  const names = namesOf(config)
  const topic = new Topic(scope, 'Topic', { topicName: names.topic, enforceSSL: true })
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid: 'AlarmsOfThisAccount',
      effect: Effect.ALLOW,
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
  )
  if (config.alarmEmail !== undefined) {
    topic.addSubscription(new EmailSubscription(config.alarmEmail))
  }
  if (config.fifoTopic) {
    new Topic(scope, 'FifoTopic', { topicName: names.fifoTopic, fifo: true, enforceSSL: true })
  }
  return topic
}
