import { describe, expect, it } from 'vitest'
import {
  FULL,
  PAIR,
  propertiesOf,
  SINGLE,
  type Statement,
  statementsIn,
  statementsOf,
  templatesOf,
  textOf,
  VARIANTS,
} from '../installation.fixture.ts'

const [east, west] = templatesOf(PAIR).regions
const ROLES = ['Ingest', 'Api', 'Sweep', 'Starter'] as const

describe.each(Object.entries(VARIANTS))('permissions, %s', (_, config) => {
  const { records, regions, web } = templatesOf(config)

  it('no role and no policy allows a wildcard action or resource, but to unsubscribe', () => {
    const types = ['IAM::Policy', 'SNS::TopicPolicy', 'SQS::QueuePolicy', 'S3::BucketPolicy']
    const allowed = [records, ...regions, web]
      .flatMap((template) => types.flatMap((type) => statementsIn(template, `AWS::${type}`)))
      .filter(({ Effect }) => Effect === 'Allow')
    expect(allowed.length).toBeGreaterThan(regions.length * 10)
    const wild = allowed.filter((each) => textOf(each).includes('*') && !ofBucketFiles(each))
    const toUnsubscribe = { Action: 'sns:Unsubscribe', Effect: 'Allow', Resource: '*' }
    expect(wild).toEqual(regions.map(() => toUnsubscribe))
  })

  it('no role has a managed policy, and each function has a role of its own', () => {
    for (const region of regions) {
      const roles = propertiesOf(region, 'AWS::IAM::Role')
      expect(roles).toHaveLength(ROLES.length)
      expect(roles.filter((role) => 'ManagedPolicyArns' in role)).toEqual([])
      const taken = propertiesOf(region, 'AWS::Lambda::Function').map(({ Role }) => textOf(Role))
      expect(new Set(taken).size).toBe(3)
    }
  })
})

describe('permissions of a function', () => {
  it('ingest changes its own pulses and records and reaches nothing else', () => {
    expect(grants(east, 'Ingest')).toEqual([
      'dynamodb:BatchGetItem, dynamodb:GetItem, dynamodb:UpdateItem on us-east-1 flatline-pulses',
      'dynamodb:BatchGetItem, dynamodb:DeleteItem, dynamodb:GetItem, dynamodb:PutItem, ' +
        'dynamodb:Query on us-east-1 flatline-records',
      ...[1, 2, 3, 4, 5].map((n) => `dynamodb:Query on us-east-1 flatline-records/index/list${n}`),
    ])
  })

  it.each(['Ingest', 'Api', 'Sweep'])('%s writes to its own log and no other', (role) => {
    const [first] = statementsOf(east, role)
    expect(first?.Action).toEqual(['logs:CreateLogStream', 'logs:PutLogEvents'])
    expect(textOf(first?.Resource)).toMatch(new RegExp(`\\["${role}Logs\\w+","Arn"\\]`))
  })

  it('the scheduler may start the sweep and report what it could not start', () => {
    const statements = statementsOf(east, 'Starter')
    expect(statements.map(({ Action }) => Action)).toEqual([
      'lambda:InvokeFunction',
      'sqs:SendMessage',
    ])
    expect(textOf(statements[0]?.Resource)).toMatch(/"Sweep\w+","Arn"/)
    expect(textOf(statements[1]?.Resource)).toMatch(/"UnstartedSweeps\w+","Arn"/)
  })

  it('only schedules of this account and region may take the scheduler role', () => {
    const trusts = propertiesOf(east, 'AWS::IAM::Role').map(textOf)
    const starter = trusts.filter((text) => text.includes('scheduler.amazonaws.com'))
    expect(starter).toHaveLength(1)
    expect(starter[0]).toContain('"aws:SourceAccount":"AWS::AccountId"')
    expect(starter[0]).toContain(':scheduler:us-east-1:AWS::AccountId:schedule-group/default"')
  })
})

describe('between the regions', () => {
  it.each([
    ['us-east-1', east, 'us-west-2'],
    ['us-west-2', west, 'us-east-1'],
  ])('%s reaches the other pulses and topic, and nothing more of it', (_, template, other) => {
    const far = ROLES.flatMap((role) =>
      template === undefined ? [] : grants(template, role).filter((line) => line.includes(other)),
    )
    const pulses =
      'dynamodb:BatchGetItem, dynamodb:DeleteItem, dynamodb:GetItem, dynamodb:PutItem, ' +
      `dynamodb:Scan, dynamodb:UpdateItem on ${other} flatline-pulses`
    expect(far).toEqual([
      pulses,
      `sns:ListSubscriptionsByTopic, sns:Publish, sns:Subscribe on ${other} flatline`,
      pulses,
      `sns:Publish on ${other} flatline`,
    ])
  })

  it('a single region names no other region anywhere', () => {
    const [only] = templatesOf(SINGLE).regions
    const text = textOf(only.toJSON())
    expect(text).toContain('eu-west-1')
    expect(text.match(/\b(us|eu|ap)-[a-z]+-\d\b/g)?.filter((name) => name !== 'eu-west-1')).toEqual(
      [],
    )
  })

  it('the FIFO twins may be published to where they exist', () => {
    const lines = grants(templatesOf(FULL).regions[0], 'Sweep')
    expect(lines).toContain('sns:Publish on us-west-2 flatline.fifo')
    expect(grants(east, 'Sweep').filter((line) => line.includes('fifo'))).toEqual([])
  })
})

/** The distribution reads every file of its bucket: files have no other common name. */
function ofBucketFiles({ Action, Resource }: Statement): boolean {
  return Action === 's3:GetObject' && /"Files\w+","Arn"\]\},"\/\*"\]/.test(JSON.stringify(Resource))
}

/** "dynamodb:GetItem on us-east-1 flatline-pulses", without what concerns logs. */
function grants(template: typeof east, role: string): string[] {
  return statementsOf(template, role).flatMap(({ Action, Resource }) =>
    [Resource].flat().flatMap((resource) => {
      const arn = /:(?:dynamodb|sns):([a-z0-9-]+):AWS::AccountId:(?:table\/)?([^"]+)"/.exec(
        textOf(resource),
      )
      const actions = [Action].flat().sort().join(', ')
      return arn === null ? [] : [`${actions} on ${arn[1]} ${arn[2]}`]
    }),
  )
}
