import { type Stack, Validations } from 'aws-cdk-lib'
import type { IConstruct } from 'constructs'

interface Acknowledgement {
  /** The construct below its stack. */
  readonly at: string
  readonly rule: string
  readonly reason: string
}

/** What cdk-nag finds and why it is meant so. Anything else stops the synthesis. */
export function acknowledge(stack: Stack, list: readonly Acknowledgement[]): void {
  for (const { at, rule, reason } of list) {
    const construct = at.split('/').reduce<IConstruct>((node, id) => node.node.findChild(id), stack)
    Validations.of(construct).acknowledge({ id: rule, reason })
  }
}

export const REGION_ACKNOWLEDGEMENTS: readonly Acknowledgement[] = [
  {
    at: 'ApiRole/DefaultPolicy',
    rule: 'AwsSolutions-IAM5[Resource::*]',
    reason: 'Only sns:Unsubscribe, for which IAM knows no resource: recipients can be removed.',
  },
  {
    at: 'Pulses',
    rule: 'AwsSolutions-DDB3',
    reason: 'A pulse is of no use once its timeout has passed: restored ones would be wrong.',
  },
  {
    at: 'HttpApi',
    rule: 'AwsSolutions-APIG4',
    reason: 'The functions check keys of their own before they read a body; status is open.',
  },
  {
    at: 'UnstartedSweeps',
    rule: 'AwsSolutions-SQS3',
    reason: 'It is a dead-letter queue: the schedule sends to it what it could not start.',
  },
]

export const WEB_ACKNOWLEDGEMENTS: readonly Acknowledgement[] = [
  {
    at: 'Files',
    rule: 'AwsSolutions-S1',
    reason: 'Only the distribution can read it, and the files are the same for everybody.',
  },
  {
    at: 'Distribution',
    rule: 'AwsSolutions-CFR1',
    reason: 'Operators may be anywhere; the files hold nothing about the fleet.',
  },
  {
    at: 'Distribution',
    rule: 'AwsSolutions-CFR2',
    reason: 'Static files without input: there is nothing for a firewall to filter.',
  },
  {
    at: 'Distribution',
    rule: 'AwsSolutions-CFR3',
    reason: 'Who asked what about the fleet is in the access log of the HTTP API.',
  },
  {
    at: 'Distribution',
    rule: 'AwsSolutions-CFR4',
    reason: 'The certificate of cloudfront.net sets the lowest TLS version; it has no secret.',
  },
]
