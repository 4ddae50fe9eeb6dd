import { expect, it, onTestFinished } from 'vitest'
import { COUNTERS, GAUGES, HISTOGRAMS } from './metric-names.ts'
import { openMetrics } from './metrics.ts'

function open() {
  const metrics = openMetrics()
  onTestFinished(() => metrics.close())
  return metrics
}

it('renders counts, gauges and times in the Prometheus format', async () => {
  const { meter, render } = open()
  meter.count('flatline_heartbeats_total', 2, { result: 'recorded' })
  meter.count('flatline_heartbeats_total', 1, { result: 'recorded' })
  meter.gauge('flatline_hosts', 7, { state: 'up' })
  meter.observe('flatline_sweep_seconds', 0.003)
  const text = await render()
  expect(text).toContain('flatline_heartbeats_total{result="recorded"} 3')
  expect(text).toContain('flatline_hosts{state="up"} 7')
  expect(text).toContain('flatline_sweep_seconds_count 1')
  expect(text).toContain('nodejs_eventloop_lag_p99_seconds')
})

it('refuses a name that is not declared, at once', () => {
  const { meter } = open()
  expect(() => meter.count('flatline_typo_total')).toThrow('not declared')
  expect(() => meter.gauge('flatline_heartbeats_total', 1)).toThrow('not declared')
})

it('has no label that could name a host', () => {
  const declared = [COUNTERS, GAUGES, HISTOGRAMS].flatMap((each) => Object.values(each))
  const labels = declared.flatMap((each) => ('labels' in each ? [...each.labels] : []))
  expect(new Set(labels)).toEqual(new Set(['result', 'state', 'outcome', 'round']))
})

it('may be opened twice in one process', async () => {
  open().meter.count('flatline_deliveries_total', 1, { outcome: 'sent' })
  expect(await open().render()).not.toContain('outcome="sent"')
})
