/** What befalls two regions, by chance, until they are healed. */

import type { Random } from '../kernel/random.ts'
import type { FaultKind } from '../scenario.ts'
import { AIMS, GOOD_MOOD, type Mood } from './fates.ts'
import type { Region } from './region.ts'
import { REGIONS } from './region-stores.ts'
import type { Regions } from './regions.ts'
import type { World } from './world.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
/** A region that is gone for less may lose heartbeats, and nobody can know. */
const NOTICED_MS = 5 * MINUTE

interface Struck {
  readonly world: World
  readonly regions: Regions
  readonly region: Region
  readonly how: Random
  readonly until: number
}

type Strike = (struck: Struck) => void

const STRIKES: Partial<Record<FaultKind, { readonly everyMs: number; readonly act: Strike }>> = {
  crash: { everyMs: 4 * MINUTE, act: kill },
  stall: { everyMs: 6 * MINUTE, act: freeze },
  suspend: { everyMs: 40 * MINUTE, act: spoilScheduler },
  clock: { everyMs: 60 * MINUTE, act: skewClock },
  disk: { everyMs: 12 * MINUTE, act: spoilTables },
  delay: { everyMs: 3 * MINUTE, act: moveHost },
  outage: { everyMs: 60 * MINUTE, act: loseRegion },
  loss: { everyMs: 40 * MINUTE, act: cutOff },
}

export function strikeRegions(world: World, regions: Regions, until: number): void {
  for (const region of regions.all) {
    region.fates.hesitation = world.random.stream(`hesitation-${region.name}`).pick([0, 0.01, 0.1])
  }
  for (const [kind, { everyMs, act }] of Object.entries(STRIKES)) {
    if (![...world.scenario.faults].some((fault) => fault === kind)) continue
    const how = world.random.stream(`strike-${kind}`)
    const plan = () => {
      world.kernel.after(how.pause(everyMs), null, () => {
        if (world.kernel.now >= until) return
        act({ world, regions, region: how.pick(regions.all), how, until })
        plan()
      })
    }
    plan()
  }
}

function kill({ region, how }: Struck): void {
  const moment = how.pick(['before', 'after'] as const)
  if (how.chance(0.5)) region.fates.lurk(how.spread(1, 60), moment)
  else region.fates.lurk(how.between(1, 3), moment, how.pick(AIMS))
}

/** Where it stands, or in one of its next calls. */
function freeze({ region, how }: Struck): void {
  const ms = how.spread(100, 4 * MINUTE)
  if (how.chance(0.3)) region.freeze(ms)
  else
    region.fates.lurkToFreeze(how.between(1, 4), how.pick(['before', 'after']), ms, how.pick(AIMS))
}

function spoilScheduler({ world: { kernel, referee }, region, how }: Struck): void {
  region.scheduling = how.pick(['twice', 'twice', 'not'])
  const ms = how.spread(MINUTE, 20 * MINUTE)
  kernel.note(`the scheduler of ${region.name} calls ${region.scheduling} for ${ms} ms`)
  referee.sometimes(`a scheduler that calls ${region.scheduling}`)
  kernel.after(ms, null, () => {
    region.scheduling = 'well'
  })
}

/** Clocks of functions agree well; so much nobody notices. */
function skewClock({ world: { truth, referee, kernel }, region, how }: Struck): void {
  const ms = how.between(-400, 400)
  kernel.note(`the clocks of ${region.name} are set by ${ms} ms`)
  region.machine.step(ms)
  truth.slackMs += Math.abs(ms)
  if (ms < 0) truth.wentBack(region.machine.read().wallMs)
  referee.sometimes('clocks that disagree')
}

const MOODS: readonly Mood[] = [
  { ...GOOD_MOOD, refused: 0.5 },
  { ...GOOD_MOOD, refused: 0.05, lost: 0.2 },
  { ...GOOD_MOOD, slow: 0.5, slowMsMax: 3_000 },
]

function spoilTables({ world: { kernel, referee }, region, how }: Struck): void {
  const mood = how.pick(MOODS)
  region.fates.mood = mood
  const ms = how.spread(SECOND, 3 * MINUTE)
  kernel.note(`tables of ${region.name} for ${ms} ms: ${JSON.stringify(mood)}`)
  referee.sometimes(mood.lost > 0 ? 'lost answers of tables' : 'tables in trouble')
  kernel.after(ms, null, () => {
    if (region.fates.mood === mood) region.fates.mood = GOOD_MOOD
  })
}

function moveHost({ world: { truth }, regions, how }: Struck): void {
  const hosts = [...truth.hosts()]
  for (let moves = how.between(1, 5); moves > 0; moves--) regions.move(how.pick(hosts))
}

/** One at a time: with both gone nobody is there to be wrong. */
function loseRegion({ world: { kernel, referee }, regions, region, how, until }: Struck): void {
  const isLost = regions.all.some(({ lostAt }) => lostAt !== null)
  if (isLost || until - kernel.now < NOTICED_MS) return
  const ms = Math.min(how.spread(NOTICED_MS, 40 * MINUTE), until - kernel.now)
  region.lostAt = kernel.now
  region.tableLost = how.chance(0.5)
  region.killAll()
  kernel.note(`${region.name} is lost for ${ms} ms${region.tableLost ? ', with its table' : ''}`)
  referee.sometimes('a lost region')
  kernel.after(ms, null, () => {
    region.lostAt = null
    region.tableLost = false
  })
}

function cutOff({ world: { kernel, referee }, regions, how }: Struck): void {
  const [east, west] = REGIONS
  const cuts = how.pick([
    [`${east} ${west}`],
    [`${west} ${east}`],
    [`${east} ${west}`, `${west} ${east}`],
  ])
  const ms = how.spread(10 * SECOND, 20 * MINUTE)
  kernel.note(`cut off for ${ms} ms: ${cuts.join(', ')}`)
  referee.sometimes(cuts.length > 1 ? 'regions cut off both ways' : 'regions cut off one way')
  for (const cut of cuts) regions.cut.add(cut)
  kernel.after(ms, null, () => {
    for (const cut of cuts) regions.cut.delete(cut)
  })
}
