import { describe, expect, it } from 'vitest'
import { type Config, config } from './config.ts'
import { configFaults } from './config-faults.ts'
import { FULL, PAIR, SINGLE } from './installation.fixture.ts'

describe('the configuration', () => {
  it.each([
    ['as it comes', config],
    ['with everything', FULL],
    ['of a single region', SINGLE],
  ])('%s has no fault', (_, each) => {
    expect(configFaults(each)).toEqual([])
  })

  it.each<[string, Partial<Config>, string]>([
    ['a name that AWS refuses', { name: 'My Fleet' }, 'name "My Fleet"'],
    ['a pace that misses the minute', { sweepEverySeconds: 25 }, '10, 12, 15, 20, 30 or 60'],
    ['a pace below 10 seconds', { sweepEverySeconds: 5 }, '10, 12, 15, 20, 30 or 60'],
    ['too little memory', { memoryMb: { ingest: 64, api: 512, sweep: 1_024 } }, '128 to 10240'],
    ['a throttle of nothing', { throttle: { requestsPerSecond: 0, burst: 1 } }, 'above 0'],
    ['a duration without unit', { interval: '300' }, 'interval "300": write "90s"'],
    ['a grace of nothing', { grace: '0s' }, 'grace "0s"'],
    [
      'a witness that is a replica',
      { topology: { kind: 'pair', regions: ['us-east-1', 'us-west-2'], witness: 'us-east-1' } },
      'three different ones',
    ],
    [
      'a domain outside its zone',
      { domain: { name: 'beat.example.org', zone: { id: 'Z0EXAMPLE', name: 'example.com' } } },
      'not in zone example.com',
    ],
    [
      'a domain that only ends alike',
      { domain: { name: 'notexample.com', zone: { id: 'Z0EXAMPLE', name: 'example.com' } } },
      'not in zone example.com',
    ],
  ])('%s is one fault with its cure', (_, change, cure) => {
    const faults = configFaults({ ...PAIR, ...change })
    expect(faults).toHaveLength(1)
    expect(faults[0]).toContain(cure)
  })
})
