import { type Random, seededRandom } from './kernel/random.ts'

/** Each is left in or out as a whole, so that a failing run can be told with as few as possible. */
export const FAULTS = [
  'loss',
  'delay',
  'crash',
  'stall',
  'suspend',
  'clock',
  'disk',
  'channel',
  'operator',
  'outage',
  'flapping',
] as const
export type FaultKind = (typeof FAULTS)[number]

/** What runs: a server on a store of its own, or two regions of functions. */
export const ENGINES = ['memory', 'embedded', 'regions', 'dynamodb'] as const
export type Engine = (typeof ENGINES)[number]

/** All that a seed decides before anything runs; the rest is drawn on the way. */
export interface Scenario {
  readonly seed: number
  readonly engine: Engine
  readonly hosts: number
  /** How long faults strike; healing comes after. */
  readonly minutes: number
  readonly faults: ReadonlySet<FaultKind>
  /** Of hosts that do not ask for another. */
  readonly intervalMs: number
  readonly graceMs: number
}

/** What a person, or the shrinking of a failure, lays down instead of the seed. */
export interface Wishes {
  readonly engine?: Engine
  readonly hosts?: number
  readonly minutes?: number
  readonly intervalSeconds?: number
  readonly faults?: readonly FaultKind[]
}

const SECOND = 1_000
const MINUTE = 60 * SECOND

export function drawScenario(seed: number, wishes: Wishes = {}): Scenario {
  const random = seededRandom(seed, 'scenario')
  const engine = wishes.engine ?? drawEngine(random.stream('engine'))
  const size = SIZES[engine]
  const sizes = random.stream('size')
  const hosts = sizes.spread(1, size.hostsMax)
  const minutes = sizes.between(size.minutesMin, size.minutesMax)
  const timings = random.stream('timing')
  const intervalMs = timings.pick(size.intervalsMs)
  const { intervalSeconds } = wishes
  return {
    seed,
    engine,
    hosts: wishes.hosts ?? hosts,
    minutes: wishes.minutes ?? minutes,
    faults: new Set(wishes.faults ?? drawFaults(random.stream('faults'))),
    intervalMs: intervalSeconds === undefined ? intervalMs : intervalSeconds * SECOND,
    graceMs: timings.pick(size.gracesMs),
  }
}

interface Size {
  readonly hostsMax: number
  readonly minutesMin: number
  readonly minutesMax: number
  readonly intervalsMs: readonly number[]
  readonly gracesMs: readonly number[]
}

const SERVER_TIMINGS = {
  intervalsMs: [10 * SECOND, 30 * SECOND, MINUTE, 5 * MINUTE],
  gracesMs: [5 * SECOND, 30 * SECOND, 2 * MINUTE],
}
const REGION_TIMINGS = {
  intervalsMs: [15 * MINUTE, 60 * MINUTE, 120 * MINUTE],
  gracesMs: [5 * MINUTE, 30 * MINUTE],
}

const SIZES: Readonly<Record<Engine, Size>> = {
  memory: { hostsMax: 60, minutesMin: 5, minutesMax: 30, ...SERVER_TIMINGS },
  embedded: { hostsMax: 30, minutesMin: 5, minutesMax: 15, ...SERVER_TIMINGS },
  regions: { hostsMax: 1_200, minutesMin: 60, minutesMax: 480, ...REGION_TIMINGS },
  dynamodb: {
    hostsMax: 30,
    minutesMin: 20,
    minutesMax: 90,
    intervalsMs: [2 * MINUTE, 5 * MINUTE, 15 * MINUTE],
    gracesMs: [2 * MINUTE, 5 * MINUTE],
  },
}

/** Most runs are of the engines that get through most time. */
function drawEngine(random: Random): Engine {
  return random.pick([
    'memory',
    'memory',
    'memory',
    'regions',
    'regions',
    'regions',
    'embedded',
    'dynamodb',
  ])
}

/** Often all of them, sometimes few: what many faults hide, few may show. */
function drawFaults(random: Random): FaultKind[] {
  const share = random.pick([0.15, 0.4, 0.4, 0.7, 1])
  return FAULTS.filter(() => random.chance(share))
}
