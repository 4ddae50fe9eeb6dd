import { describe, expect, it } from 'vitest'
import { SWEEP_METRICS } from '../../src/runtime/lambda/sweep-metrics.ts'
import { FULL, PAIR, SINGLE, templatesOf, textOf } from '../installation.fixture.ts'

const [full] = templatesOf(FULL).regions
const [pair] = templatesOf(PAIR).regions
const [single] = templatesOf(SINGLE).regions

const BY_SWEEP = [
  'SweepCompleted',
  'SweepAge',
  'HostsScanned',
  'Suspects',
  'OldestEvent',
  'DeadDeliveries',
]
const BY_AWS = [
  'ServerErrors',
  ...['Ingest', 'Api', 'Sweep'].flatMap((name) => [`${name}Errors`, `${name}Throttles`]),
  'PulsesThrottles',
  'RecordsThrottles',
  'UnstartedSweeps',
]

describe('alarms', () => {
  it('are all there in both regions, and each says what it means', () => {
    for (const region of templatesOf(FULL).regions) {
      const names = [...alarms(region).keys()].sort()
      expect(names).toEqual([...BY_SWEEP, 'PeerAge', 'CanaryAge', ...BY_AWS].sort())
      for (const alarm of alarms(region).values()) {
        expect(alarm.AlarmDescription).toMatch(/^.{30,}\.$/)
      }
    }
  })

  it('tell the topic of their region when they go off and when they are over', () => {
    for (const alarm of alarms(full).values()) {
      expect(textOf(alarm.AlarmActions)).toMatch(/^\["Topic\w+"\]$/)
      expect(alarm.OKActions).toEqual(alarm.AlarmActions)
    }
  })

  it('look only at what the sweep writes, in the units that the thresholds mean', () => {
    const written = Object.values(SWEEP_METRICS).flat()
    const units = new Map(written.map(({ name, unit }) => [name, unit]))
    const own = [...alarms(full).values()].filter((each) => textOf(each).includes('"Flatline"'))
    const names = own.map((each) => /"MetricName":"(\w+)"/.exec(textOf(each))?.[1] ?? '')
    expect(names).toHaveLength(BY_SWEEP.length + 2)
    expect(names.filter((name) => !units.has(name))).toEqual([])
    expect(units.get('SuspectShare')).toBe('Percent')
    for (const name of names) {
      expect(units.get(name) === 'Seconds').toBe(name.endsWith('Seconds'))
    }
  })

  it('go off if no sweep completes for 3 minutes, above all if nothing is heard of it', () => {
    expect(alarms(pair).get('SweepCompleted')).toMatchObject({
      ...sweepMetric('SweepCompleted', 'Sum'),
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      EvaluationPeriods: 3,
      DatapointsToAlarm: 3,
      TreatMissingData: 'breaching',
    })
  })

  it('take silence for good everywhere else, so that one fault is told once', () => {
    const breaching = [...alarms(full)].filter(([, each]) => each.TreatMissingData === 'breaching')
    expect(breaching.map(([name]) => name)).toEqual(['SweepCompleted'])
  })

  it.each([
    ['SweepAge', 'SweepAgeSeconds', 180],
    ['Suspects', 'SuspectShare', 5],
    ['OldestEvent', 'OldestEventSeconds', 120],
    ['DeadDeliveries', 'DeadDeliveries', 0],
    ['PeerAge', 'PeerAgeSeconds', 180],
    ['CanaryAge', 'CanaryAgeSeconds', 7_200],
  ])('%s goes off when %s is above %d', (name, metric, threshold) => {
    expect(alarms(full).get(name)).toMatchObject({
      ...sweepMetric(metric, 'Maximum'),
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: threshold,
    })
  })

  it('go off when a tenth of the hosts is gone against the hour before', () => {
    const alarm = alarms(pair).get('HostsScanned')
    expect(alarm).toMatchObject({ ComparisonOperator: 'LessThanThreshold', Threshold: -10 })
    const [expression, hosts] = queries(alarm?.Metrics)
    expect(expression?.Expression).toBe('100 * DIFF(hosts) / (hosts - DIFF(hosts))')
    expect(hosts).toMatchObject({
      MetricStat: { Period: 3_600, Stat: 'Minimum', Metric: { MetricName: 'HostsScanned' } },
    })
  })

  it('go off when over 1 % of the requests end in 5xx', () => {
    const alarm = alarms(pair).get('ServerErrors')
    expect(alarm).toMatchObject({ ComparisonOperator: 'GreaterThanThreshold', Threshold: 1 })
    expect(textOf(queries(alarm?.Metrics))).toMatch(/"MetricName":"5xx".*"MetricName":"Count"/)
  })

  it('count throttling of both tables, and of the lists of the records', () => {
    const records = textOf(alarms(pair).get('RecordsThrottles'))
    for (const list of ['list1', 'list2', 'list3', 'list4', 'list5'])
      expect(records).toContain(list)
    expect(records).toContain('ReadThrottleEvents')
    expect(textOf(alarms(pair).get('PulsesThrottles'))).toContain('"Value":"flatline-pulses"')
  })

  it('watch peer and canary only where there are any', () => {
    expect([...alarms(single).keys()]).not.toContain('PeerAge')
    expect([...alarms(single).keys()]).not.toContain('CanaryAge')
    expect([...alarms(pair).keys()]).toContain('PeerAge')
    expect([...alarms(pair).keys()]).not.toContain('CanaryAge')
  })
})

function sweepMetric(MetricName: string, Statistic: string) {
  return {
    Namespace: 'Flatline',
    MetricName,
    Statistic,
    Period: 60,
    Dimensions: [{ Name: 'Region', Value: 'us-east-1' }],
  }
}

function alarms(region: typeof full): Map<string, Readonly<Record<string, unknown>>> {
  const found = Object.entries(region.findResources('AWS::CloudWatch::Alarm'))
  return new Map(found.map(([id, each]) => [id.replace(/Alarm[0-9A-F]{8}$/, ''), each.Properties]))
}

function queries(metrics: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(metrics) ? metrics : []
}
