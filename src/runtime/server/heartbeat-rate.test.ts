import { expect, it } from 'vitest'
import { handClock } from '../../../test/kit/hand-clock.ts'
import { openHeartbeatRate } from './heartbeat-rate.ts'

const SILENT = { count: () => {}, gauge: () => {}, observe: () => {} }

it('counts recorded heartbeats over the last ten full seconds', () => {
  const clock = handClock(0)
  const { meter, perSecond } = openHeartbeatRate(SILENT, clock)
  const recorded = (by: number) =>
    meter.count('flatline_heartbeats_total', by, { result: 'recorded' })
  expect(perSecond()).toBe(0)
  for (let second = 0; second < 10; second++) {
    recorded(50)
    clock.advance(1_000)
  }
  expect(perSecond()).toBe(50)
  meter.count('flatline_heartbeats_total', 1_000, { result: 'invalid' })
  meter.count('flatline_deliveries_total', 1_000, { outcome: 'sent' })
  recorded(7_000)
  expect(perSecond()).toBe(50)
  clock.advance(5_000)
  expect(perSecond()).toBe(725)
  clock.advance(60_000)
  expect(perSecond()).toBe(0)
})
