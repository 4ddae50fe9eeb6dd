import { expect, it } from 'vitest'
import { handClock } from '../../../test/kit/hand-clock.ts'
import { type EmfChoice, openEmfMeter, VALUES_MAX } from './emf-meter.ts'
import { HEARTBEAT_METRICS } from './heartbeat-metrics.ts'

function makeMeter(chosen: EmfChoice, everyMs = 0) {
  const clock = handClock(1_700_000_000_000)
  const lines: unknown[] = []
  const writeLine = (line: string) => lines.push(JSON.parse(line))
  const meter = openEmfMeter({ region: 'eu-west-1', chosen, clock, writeLine, everyMs })
  return { clock, lines, meter }
}

it('writes what was counted as one line of the embedded metric format', () => {
  const { meter, lines } = makeMeter(HEARTBEAT_METRICS)
  meter.count('flatline_heartbeats_total', 2, { result: 'recorded' })
  meter.count('flatline_heartbeats_total', 1, { result: 'recorded' })
  meter.count('flatline_heartbeats_total', 1, { result: 'host_quota' })
  meter.flush()
  expect(lines).toEqual([
    {
      _aws: {
        Timestamp: 1_700_000_000_000,
        CloudWatchMetrics: [
          {
            Namespace: 'Flatline',
            Dimensions: [['Region']],
            Metrics: [
              { Name: 'HeartbeatsRecorded', Unit: 'Count' },
              { Name: 'HeartbeatsRefused', Unit: 'Count' },
            ],
          },
        ],
      },
      Region: 'eu-west-1',
      HeartbeatsRecorded: 3,
      HeartbeatsRefused: 1,
    },
  ])
})

it('drops what is not chosen, and writes nothing for nothing', () => {
  const { meter, lines } = makeMeter(HEARTBEAT_METRICS)
  meter.observe('flatline_commit_seconds', 0.01)
  meter.count('flatline_heartbeats_total', 1, { result: 'something else' })
  meter.flush()
  expect(lines).toEqual([])
})

it('counts from zero after each line', () => {
  const { meter, lines } = makeMeter(HEARTBEAT_METRICS)
  for (let round = 0; round < 2; round++) {
    meter.count('flatline_heartbeats_total', 1, { result: 'recorded' })
    meter.flush()
  }
  expect(lines).toMatchObject([{ HeartbeatsRecorded: 1 }, { HeartbeatsRecorded: 1 }])
})

it('lets counts gather until a line is due', () => {
  const { meter, lines, clock } = makeMeter(HEARTBEAT_METRICS, 60_000)
  for (let second = 0; second < 61; second++) {
    meter.count('flatline_heartbeats_total', 1, { result: 'recorded' })
    meter.flush()
    clock.advance(1_000)
  }
  expect(lines).toMatchObject([{ HeartbeatsRecorded: 1 }, { HeartbeatsRecorded: 60 }])
})

it('keeps the latest of a gauge, and at most a hundred values of what is observed', () => {
  const { meter, lines } = makeMeter({
    age: [{ name: 'SweepAgeSeconds', unit: 'Seconds' }],
    took: [{ name: 'SweepSeconds', unit: 'Seconds' }],
  })
  meter.gauge('age', 1)
  meter.gauge('age', 2)
  for (let at = 0; at < VALUES_MAX + 5; at++) meter.observe('took', at)
  meter.flush()
  const took = Array.from({ length: VALUES_MAX }, (_, at) => at)
  expect(lines).toMatchObject([{ SweepAgeSeconds: 2, SweepSeconds: took }])
})
