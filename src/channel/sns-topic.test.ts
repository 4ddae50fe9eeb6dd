import { describe, expect, it } from 'vitest'
import { homeTwin, parseTopic, twinsOf } from './sns-topic.ts'

const REGIONS = { region: 'us-east-1', peerRegion: 'us-west-2' }

describe('a topic', () => {
  it.each([
    ['arn:aws:sns:us-east-1:123456789012:flatline', 'us-east-1', false],
    ['arn:aws:sns:eu-central-1:123456789012:ops_1-a.fifo', 'eu-central-1', true],
    ['arn:aws-us-gov:sns:us-gov-west-1:123456789012:flatline', 'us-gov-west-1', false],
    ['arn:aws-cn:sns:cn-north-1:123456789012:flatline', 'cn-north-1', false],
  ])('is read from %s', (arn, region, fifo) => {
    expect(parseTopic(arn)).toEqual({ arn, region, fifo })
  })

  it.each(['', 'arn:aws:sns:us-east-1:123456789012:', 'arn:aws:sns:us-east-1:123456789012:a.b'])(
    'is not read from %j',
    (arn) => expect(parseTopic(arn)).toBeUndefined(),
  )

  it('of one of the two regions has a twin in each, home first', () => {
    const topic = parseTopic('arn:aws:sns:us-west-2:123456789012:flatline.fifo')
    if (topic === undefined) throw new Error('not read')
    expect(twinsOf(topic, REGIONS).map(({ arn }) => arn)).toEqual([
      'arn:aws:sns:us-east-1:123456789012:flatline.fifo',
      'arn:aws:sns:us-west-2:123456789012:flatline.fifo',
    ])
    expect(homeTwin(topic, REGIONS).region).toBe('us-east-1')
    expect(twinsOf(topic, { region: 'us-east-1', peerRegion: null })).toEqual([topic])
  })
})
