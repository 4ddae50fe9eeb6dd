import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FlatlineError } from '../core/problem.ts'
import { readHeartbeat } from './ingest-fields.ts'
import { asFields, readFields } from './ingest-json.ts'

function refusalOf(fields: Record<string, unknown>): FlatlineError {
  try {
    readHeartbeat(fields)
  } catch (error) {
    if (error instanceof FlatlineError) return error
  }
  throw new Error('was accepted')
}

describe('a heartbeat is read leniently', () => {
  it('needs nothing but a hostId', () => {
    expect(readHeartbeat({ hostId: 'a' })).toEqual({ hostId: 'a', awayMs: 0, facts: {} })
  })

  it('takes a blank site for "not said"', () => {
    for (const site of ['   ', '\u00a0']) {
      expect(readHeartbeat({ hostId: 'a', site }).facts).toEqual({})
    }
  })

  it('takes null for "not said", and an empty site too', () => {
    const silent = { site: '', labels: null, indicators: null, interval: null, leaving: null }
    expect(readHeartbeat({ hostId: 'a', intervalMs: null, grace: null, ...silent })).toEqual({
      hostId: 'a',
      awayMs: 0,
      facts: {},
    })
  })

  it('ignores fields that it does not know', () => {
    expect(readHeartbeat({ hostId: 'a', mood: 'fine', __proto: 1 }).hostId).toBe('a')
  })

  it('reads everything that a heartbeat may say', () => {
    const heartbeat = readHeartbeat({
      hostId: 'store-0412-till-3',
      interval: '1m',
      grace: '75s',
      site: '0412',
      labels: { region: 'us-east', role: 'till' },
      indicators: { cpuTempC: 61.5, downMbps: null, balance: -0 },
      leaving: { for: '9h' },
    })
    expect(heartbeat).toEqual({
      hostId: 'store-0412-till-3',
      timing: { intervalMs: 60_000, timeoutMs: 135_000 },
      facts: { site: '0412', labels: { region: 'us-east', role: 'till' } },
      indicators: { cpuTempC: 61.5, balance: 0 },
      awayMs: 9 * 3_600_000,
    })
  })

  it.each([
    [{ intervalMs: 600_000 }, { intervalMs: 600_000, timeoutMs: 600_000 }],
    [{ intervalMs: 1_000 }, { intervalMs: 1_000, timeoutMs: 1_000 }],
    [{ intervalMs: 43_200_000 }, { intervalMs: 43_200_000, timeoutMs: 43_200_000 }],
    [{ interval: '1m' }, { intervalMs: 60_000, timeoutMs: 135_000 }],
    [
      { interval: '90s', grace: '0s' },
      { intervalMs: 90_000, timeoutMs: 90_000 },
    ],
  ])('%o means %o', (fields, timing) => {
    expect(readHeartbeat({ hostId: 'a', ...fields }).timing).toEqual(timing)
  })
})

describe('a heartbeat that is wrong says where and how to mend it', () => {
  it.each([
    [{}, 'empty_host_id', '/hostId'],
    [{ hostId: '' }, 'empty_host_id', '/hostId'],
    [{ hostId: '$HOSTNAME' }, 'unexpanded_host_id', '/hostId'],
    [{ hostId: '$\u007bHOSTNAME}' }, 'unexpanded_host_id', '/hostId'],
    [{ hostId: '$(hostname)' }, 'unexpanded_host_id', '/hostId'],
    [{ hostId: '`hostname`' }, 'unexpanded_host_id', '/hostId'],
    [{ hostId: '%COMPUTERNAME%' }, 'unexpanded_host_id', '/hostId'],
    [{ hostId: 'store-%COMPUTERNAME%' }, 'unexpanded_host_id', '/hostId'],
    [{ hostId: '$env:COMPUTERNAME' }, 'unexpanded_host_id', '/hostId'],
    [{ hostId: '{{ inventory_hostname }}' }, 'unexpanded_host_id', '/hostId'],
    [{ hostId: 'a%20b' }, 'invalid_host_id', '/hostId'],
    [{ hostId: 'a b' }, 'invalid_host_id', '/hostId'],
    [{ hostId: 'a\n' }, 'invalid_host_id', '/hostId'],
    [{ hostId: 'a\0' }, 'invalid_host_id', '/hostId'],
    [{ hostId: '\ud800' }, 'invalid_host_id', '/hostId'],
    [{ hostId: 'a\u202eb' }, 'invalid_host_id', '/hostId'],
    [{ hostId: '-a' }, 'invalid_host_id', '/hostId'],
    [{ hostId: '__proto__' }, 'invalid_host_id', '/hostId'],
    [{ hostId: 'a'.repeat(101) }, 'invalid_host_id', '/hostId'],
    [{ hostId: 7 }, 'wrong_type', '/hostId'],
    [{ hostId: null }, 'wrong_type', '/hostId'],
    [{ hostId: ['a'] }, 'wrong_type', '/hostId'],
    [{ hostId: 'a', intervalMs: '600000' }, 'wrong_type', '/intervalMs'],
    [{ hostId: 'a', intervalMs: 0 }, 'out_of_range', '/intervalMs'],
    [{ hostId: 'a', intervalMs: -1 }, 'out_of_range', '/intervalMs'],
    [{ hostId: 'a', intervalMs: 0.5 }, 'out_of_range', '/intervalMs'],
    [{ hostId: 'a', intervalMs: 1_000.5 }, 'out_of_range', '/intervalMs'],
    [{ hostId: 'a', intervalMs: 999 }, 'out_of_range', '/intervalMs'],
    [{ hostId: 'a', intervalMs: 43_200_001 }, 'out_of_range', '/intervalMs'],
    [{ hostId: 'a', intervalMs: Number.POSITIVE_INFINITY }, 'out_of_range', '/intervalMs'],
    [{ hostId: 'a', intervalMs: 1_000, interval: '1m' }, 'invalid_field', '/intervalMs'],
    [{ hostId: 'a', grace: '1m' }, 'invalid_field', '/grace'],
    [{ hostId: 'a', interval: 60 }, 'wrong_type', '/interval'],
    [{ hostId: 'a', interval: 'soon' }, 'invalid_duration', '/interval'],
    [{ hostId: 'a', interval: '0s' }, 'out_of_range', '/interval'],
    [{ hostId: 'a', interval: '1m', grace: '8d' }, 'out_of_range', '/grace'],
    [{ hostId: 'a', leaving: true }, 'wrong_type', '/leaving/for'],
    [{ hostId: 'a', leaving: {} }, 'wrong_type', '/leaving/for'],
    [{ hostId: 'a', leaving: { for: '31d' } }, 'out_of_range', '/leaving/for'],
    [{ hostId: 'a', site: 412 }, 'wrong_type', '/site'],
    [{ hostId: 'a', site: 'x'.repeat(65) }, 'invalid_label', '/site'],
    [{ hostId: 'a', site: 'a\u0007b' }, 'invalid_label', '/site'],
    [{ hostId: 'a', labels: [] }, 'wrong_type', '/labels'],
    [{ hostId: 'a', labels: { Region: 'x' } }, 'invalid_label', '/labels/Region'],
    [{ hostId: 'a', labels: { 'a/b~c': 'x' } }, 'invalid_label', '/labels/a~1b~0c'],
    [{ hostId: 'a', labels: { region: '' } }, 'invalid_label', '/labels/region'],
    [{ hostId: 'a', labels: { region: 'a\u202eb' } }, 'invalid_label', '/labels/region'],
    [{ hostId: 'a', labels: { store: 412 } }, 'invalid_label', '/labels/store'],
    [{ hostId: 'a', labels: many(17, 'x') }, 'too_many', '/labels'],
    [{ hostId: 'a', indicators: { t: '61' } }, 'invalid_indicator', '/indicators/t'],
    [
      { hostId: 'a', indicators: { t: Number.POSITIVE_INFINITY } },
      'invalid_indicator',
      '/indicators/t',
    ],
    [{ hostId: 'a', indicators: { _t: 1 } }, 'invalid_indicator', '/indicators/_t'],
    [{ hostId: 'a', indicators: many(17, 1) }, 'too_many', '/indicators'],
  ])('%o is %s at %s', (fields, code, pointer) => {
    const error = refusalOf(fields)
    expect([error.code, error.errors?.[0]?.pointer]).toEqual([code, pointer])
  })

  it('lists all faults at once', () => {
    const error = refusalOf({ hostId: '', intervalMs: 0, labels: { A: 'x' } })
    expect(error.errors?.map((fault) => fault.pointer)).toEqual([
      '/hostId',
      '/intervalMs',
      '/labels/A',
    ])
  })

  it.each([
    [{ hostId: '' }, '$(hostname)'],
    [{ hostId: '$HOSTNAME' }, '$(hostname)'],
    [{ hostId: '%COMPUTERNAME%' }, '$env:COMPUTERNAME'],
  ])('the hint for %o names %s', (fields, cure) => {
    expect(refusalOf(fields).hint).toContain(cure)
  })

  it('keeps a "__proto__" member to itself', () => {
    const text = '{"__proto__":{"site":"evil"},"labels":{"constructor":"x"},"hostId":"a"}'
    const { facts } = readHeartbeat(readFields(text))
    expect(facts.site).toBeUndefined()
    expect({}).not.toHaveProperty('site')
    expect(facts.labels).toEqual({ constructor: 'x' })
  })

  it('answers any JSON with a heartbeat or a FlatlineError', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), (whole, part, other) => {
        const fields = { hostId: 'a', interval: part, labels: other, indicators: part }
        for (const value of [whole, { ...fields, leaving: other, site: part, grace: other }]) {
          try {
            readHeartbeat(asFields(value))
          } catch (error) {
            if (!(error instanceof FlatlineError)) throw error
          }
        }
      }),
    )
  })
})

function many<T>(count: number, value: T): Record<string, T> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`a${index}`, value]))
}
