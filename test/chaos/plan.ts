import type { Random } from '../../sim/kernel/random.ts'
import type { Behaviour } from '../kit/webhook-receiver.ts'

/** What one seed makes of the fleet, the server and the receivers. */
export interface Plan {
  readonly hosts: readonly PlannedHost[]
  readonly strikes: readonly Strike[]
  /** How the troubled receiver behaves, one after the other, again and again. */
  readonly moods: readonly Mood[]
  /** When a receiver begins to answer 410; how long after the first its subscription is back. */
  readonly goneAtMs: number
  readonly backAfterMs: number
}

/**
 * `steady` beats to the end, `dies` falls silent for good, `leaves` is away for a while, `last` is
 * silenced by the test when all is well again.
 */
export type Fate = 'steady' | 'dies' | 'leaves' | 'last'

export interface PlannedHost {
  readonly hostId: string
  readonly fate: Fate
  readonly intervalMs: number
  readonly graceMs: number
  /** A connection per heartbeat, as cron and curl make it; otherwise it is kept. */
  readonly connectsAnew: boolean
  /** In milliseconds since the beginning of the plan. */
  readonly absences: readonly { readonly fromMs: number; readonly toMs: number }[]
}

/** It comes so long after the one before it has ended. */
export type Strike = { readonly calmMs: number } & Blow

type Blow =
  | { readonly kind: 'kill'; readonly downMs: number; readonly againAfterMs: number | null }
  | { readonly kind: 'restart'; readonly downMs: number }
  | { readonly kind: 'stop'; readonly forMs: number }
  | { readonly kind: 'clock'; readonly aheadMs: number }
  | { readonly kind: 'disk'; readonly forMs: number; readonly killed: boolean }

export interface Mood {
  readonly behaviour: Behaviour
  readonly forMs: number
}

/** What the machine that runs the test allows. */
export interface Means {
  readonly clock: boolean
  readonly disk: boolean
}

/** Strikes and what lies between them, at most; hosts that come and go do it within this time. */
export const PLAN_MS = 70_000
export const GRACE_MS = 2_000
const INTERVALS_MS = [1_000, 2_000, 3_000]
const FATES: readonly (readonly [Fate, number])[] = [
  ['steady', 245],
  ['dies', 20],
  ['leaves', 30],
  ['last', 5],
]
const HOUR_MS = 3_600_000
const LONG_CALMS = 4

export function drawPlan(random: Random, means: Means): Plan {
  return {
    hosts: drawHosts(random.stream('hosts')),
    strikes: drawStrikes(random.stream('strikes'), means),
    moods: drawMoods(random.stream('moods')),
    goneAtMs: random.between(5_000, 25_000),
    backAfterMs: random.between(3_000, 15_000),
  }
}

function drawHosts(random: Random): PlannedHost[] {
  return FATES.flatMap(([fate, count]) =>
    Array.from({ length: count }, (_, index) => {
      const drawn = {
        hostId: `${fate}-${index}`,
        fate,
        intervalMs: random.pick(INTERVALS_MS),
        graceMs: GRACE_MS,
        connectsAnew: random.chance(0.5),
      }
      return { ...drawn, absences: drawAbsences(random, fate) }
    }),
  )
}

function drawAbsences(random: Random, fate: Fate): PlannedHost['absences'] {
  if (fate === 'dies') {
    return [{ fromMs: random.between(2_000, PLAN_MS - 10_000), toMs: Number.POSITIVE_INFINITY }]
  }
  if (fate !== 'leaves') return []
  const absences = []
  let fromMs = random.between(2_000, 20_000)
  while (fromMs < PLAN_MS - 20_000) {
    const toMs = fromMs + random.between(4_000, 16_000)
    absences.push({ fromMs, toMs })
    fromMs = toMs + random.between(8_000, 30_000)
  }
  return absences
}

function drawStrikes(random: Random, means: Means): Strike[] {
  const kill = (againAfterMs: number | null): Blow => {
    return { kind: 'kill', downMs: random.between(0, 3_000), againAfterMs }
  }
  const full = { forMs: random.between(2_000, 9_000), killed: random.chance(0.5) }
  const blows = shuffled<Blow>(random, [
    kill(null),
    kill(null),
    kill(random.between(0, 1_000)),
    { kind: 'restart', downMs: random.between(0, 2_000) },
    { kind: 'stop', forMs: random.between(500, 2_500) },
    { kind: 'stop', forMs: random.between(2_500, 8_000) },
    ...(means.disk ? [{ kind: 'disk', ...full } as const] : []),
  ])
  const all = means.clock ? withClock(random, blows) : blows
  const calms = shuffled(random, [...all.keys()])
  return all.map((blow, index) => ({ ...blow, calmMs: drawCalm(random, calms[index] ?? 0) }))
}

/** Some follow each other closely; others leave time to notice who is silent. */
function drawCalm(random: Random, place: number): number {
  return place < LONG_CALMS ? random.between(6_000, 8_000) : random.between(100, 2_000)
}

/** The clock is set twice, each time to another hour, with something between. */
function withClock(random: Random, blows: readonly Blow[]): Blow[] {
  const first = random.pick([HOUR_MS, -HOUR_MS])
  const second = random.pick([0, -first])
  const at = random.between(0, blows.length - 2)
  const next = random.between(at + 1, blows.length)
  return [
    ...blows.slice(0, at),
    { kind: 'clock', aheadMs: first },
    ...blows.slice(at, next),
    { kind: 'clock', aheadMs: second },
    ...blows.slice(next),
  ]
}

function drawMoods(random: Random): Mood[] {
  const bad = shuffled(random, [500, 'hang', 'lose', 503] satisfies Behaviour[])
  return bad.flatMap((behaviour): Mood[] => [
    { behaviour, forMs: random.between(2_000, 8_000) },
    { behaviour: 200, forMs: random.between(1_000, 8_000) },
  ])
}

/** Fisher and Yates. */
function shuffled<T>(random: Random, items: readonly T[]): T[] {
  const left = [...items]
  return items.flatMap(() => left.splice(random.between(0, left.length - 1), 1))
}
