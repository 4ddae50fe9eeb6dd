import { describe, expect, it } from 'vitest'
import { type Config, config } from './config.ts'
import { configFaults } from './config-faults.ts'
import { FULL, PAIR, SINGLE } from './installation.fixture.ts'

describe('the configuration', () => {
  it.each([
    ['as it comes', config],
    ['with everything', FULL],
    ['of a single region', SINGLE],
    ['without grace', { ...PAIR, grace: '0s' }],
    ['with the longest durations', { ...PAIR, interval: '7d', grace: '604800s' }],
    ['with an account', { ...PAIR, account: '123456789012' }],
  ])('%s has no fault', (_, each) => {
    expect(configFaults(each)).toEqual([])
  })

  it.each<[string, Partial<Config>, string]>([
    ['a name that AWS refuses', { name: 'My Fleet' }, 'name "My Fleet"'],
    ['a pace that misses the minute', { sweepEverySeconds: 25 }, '10, 12, 15, 20, 30 or 60'],
    ['a pace below 10 seconds', { sweepEverySeconds: 5 }, '10, 12, 15, 20, 30 or 60'],
    ['too little memory', { memoryMb: { ingest: 64, api: 512, sweep: 1_024 } }, '128 to 10240'],
    ['half a megabyte', { memoryMb: { ingest: 256.5, api: 512, sweep: 1_024 } }, 'a whole number'],
    ['a throttle of nothing', { throttle: { requestsPerSecond: 0, burst: 1 } }, 'above 0'],
    ['half a request', { throttle: { requestsPerSecond: 10, burst: 1.5 } }, 'whole numbers'],
    ['an account by its alias', { account: 'acme' }, 'account "acme": use the 12 digits'],
    ['an address without host', { alarmEmail: 'ops' }, 'alarmEmail "ops": write an address'],
    ['a duration without unit', { interval: '300' }, 'interval "300": write "90s"'],
    ['an interval of nothing', { interval: '0s' }, 'interval "0s": write "90s"'],
    ['an interval over a week', { interval: '8d' }, 'from 1s to 7d'],
    ['a grace over a week', { grace: '169h' }, 'grace "169h": write "90s", "5m" or "1h", from 0s'],
    [
      'a zone of a region',
      { topology: { kind: 'single', region: 'eu-west-1a' } },
      'region "eu-west-1a": use the code',
    ],
    [
      'a region that is not known',
      { topology: { kind: 'pair', regions: ['us-east-1', 'us-west-9'], witness: 'us-east-2' } },
      'region "us-west-9": use the code',
    ],
    [
      'a region whose code the functions refuse',
      { topology: { kind: 'single', region: 'eusc-de-east-1' } },
      'region "eusc-de-east-1": use the code',
    ],
    [
      'a zone by its path',
      { domain: { name: 'example.com', zone: { id: '/hostedzone/Z0EX', name: 'example.com' } } },
      'domain.zone.id "/hostedzone/Z0EX": use',
    ],
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
