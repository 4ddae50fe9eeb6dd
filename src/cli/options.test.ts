import { describe, expect, it } from 'vitest'
import {
  addMeasure,
  addPair,
  addPattern,
  duration,
  instant,
  share,
  wholeNumber,
} from './options.ts'

describe('options', () => {
  it('gathers pairs, and keeps "=" in values', () => {
    expect(addPair('b=x=y', addPair('a=1'))).toEqual({ a: '1', b: 'x=y' })
  })

  it.each(['a', '=x', '', ' =x', '__proto__=x'])('refuses %j as a pair', (text) => {
    expect(() => addPair(text)).toThrow('name=value')
  })

  it('refuses a label that is given twice', () => {
    expect(() => addPair('a=2', { a: '1' })).toThrow('twice')
  })

  it('reads the same matcher again as "any of"', () => {
    expect(addPattern('role=kiosk', addPattern('role=till'))).toEqual({ role: ['till', 'kiosk'] })
    expect(addPattern('constructor=x')).toEqual({ constructor: ['x'] })
  })

  it('reads finite numbers as indicators only', () => {
    expect(addMeasure('cpuTempC=-1.5e1')).toEqual({ cpuTempC: -15 })
    for (const text of ['a=', 'a=warm', 'a=Infinity', 'a=NaN']) {
      expect(() => addMeasure(text)).toThrow('number')
    }
  })

  it('keeps whole numbers within their bounds', () => {
    expect(wholeNumber(1, 1_000)('1000')).toBe(1_000)
    for (const text of ['0', '1001', '1.5', '-1', '1e3', '']) {
      expect(() => wholeNumber(1, 1_000)(text)).toThrow('from 1 to 1000')
    }
  })

  it('keeps durations within their bounds', () => {
    expect(duration(1_000, 60_000)('1m')).toBe(60_000)
    for (const text of ['61s', '999ms', '5', 'soon']) {
      expect(() => duration(1_000, 60_000)(text)).toThrow('1s to 1m')
    }
  })

  it('reads shares with and without %', () => {
    expect([share('5%'), share('0.05'), share('100%'), share('0')]).toEqual([0.05, 0.05, 1, 0])
    for (const text of ['101%', '2', '-1%', 'x']) expect(() => share(text)).toThrow('share')
  })

  it('reads times with a date', () => {
    expect(instant('2026-03-01T18:00:00+01:00')).toBe('2026-03-01T17:00:00.000Z')
    for (const text of ['5', 'soon', '18:00']) expect(() => instant(text)).toThrow('time')
  })
})
