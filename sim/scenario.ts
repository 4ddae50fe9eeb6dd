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
  return {
    seed,
    engine,
    hosts: wishes.hosts ?? hosts,
    minutes: wishes.minutes ?? minutes,
    faults: new Set(wishes.faults ?? drawFaults(random.stream('faults'))),
    intervalMs: timings.pick(size.intervalsMs),
    graceMs: timings.pick([5 * SECOND, 30 * SECOND, MINUTE, 5 * MINUTE]),
  }
}

interface Size {
  readonly hostsMax: number
  readonly minutesMin: number
  readonly minutesMax: number
  readonly intervalsMs: readonly number[]
}

const SERVER_INTERVALS = [10 * SECOND, 30 * SECOND, MINUTE, 5 * MINUTE]

const SIZES: Readonly<Record<Engine, Size>> = {
  memory: { hostsMax: 60, minutesMin: 10, minutesMax: 60, intervalsMs: SERVER_INTERVALS },
  embedded: { hostsMax: 30, minutesMin: 5, minutesMax: 20, intervalsMs: SERVER_INTERVALS },
  regions: {
    hostsMax: 800,
    minutesMin: 120,
    minutesMax: 600,
    intervalsMs: [5 * MINUTE, 15 * MINUTE, 30 * MINUTE, 60 * MINUTE],
  },
  dynamodb: {
    hostsMax: 40,
    minutesMin: 20,
    minutesMax: 60,
    intervalsMs: [MINUTE, 5 * MINUTE],
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
