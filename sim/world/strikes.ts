/** What befalls a server, its machine and its disk, by chance, until it is healed. */
import type { FaultKind } from '../scenario.ts'
import { AIMS, GOOD_MOOD, type Mood } from './fates.ts'
import type { Server } from './server.ts'
import type { World } from './world.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
/** A step that is longer cannot go unnoticed. */
const NOTICED_STEP_MS = 1_000

type Strike = (world: World, server: Server, until: number) => void

/** Mean pause between two strikes of a kind. */
const STRIKES: readonly (readonly [FaultKind, number, Strike])[] = [
  ['crash', 8 * MINUTE, crash],
  ['stall', 5 * MINUTE, stall],
  ['stall', 2 * SECOND, hiccup],
  ['suspend', 20 * MINUTE, suspend],
  ['clock', 10 * MINUTE, setClock],
  ['disk', 8 * MINUTE, spoilDisk],
]

export function strikeServer(world: World, server: Server, until: number): void {
  for (const [kind, everyMs, act] of STRIKES) {
    const random = world.random.stream(`strike-${kind}-${everyMs}`)
    if (!world.scenario.faults.has(kind)) continue
    const plan = () => {
      world.kernel.after(random.pause(everyMs), null, () => {
        if (world.kernel.now >= until) return
        if (world.kernel.now >= server.machine.asleepUntil) act(world, server, until)
        plan()
      })
    }
    plan()
  }
}

function crash({ random, kernel }: World, server: Server): void {
  const how = random.stream(`crash-${kernel.now}`)
  const manner = how.pick(['now', 'lurk', 'lurk', 'aim', 'aim', 'aim', 'stop'] as const)
  const moment = how.pick(['before', 'after'] as const)
  if (manner === 'now') server.crash('it is killed')
  else if (manner === 'stop') server.stop()
  else if (manner === 'lurk') server.fates.lurk(how.spread(1, 20), moment)
  else server.fates.lurk(how.between(1, 3), moment, how.pick(AIMS))
}

/** Wherever it stands, or in one of its next calls. */
function stall({ random, kernel }: World, server: Server): void {
  const how = random.stream(`stall-${kernel.now}`)
  const ms = how.spread(100, 30 * SECOND)
  if (how.chance(0.5)) server.freeze(ms)
  else
    server.fates.lurkToFreeze(how.between(1, 3), how.pick(['before', 'after']), ms, how.pick(AIMS))
}

/** Too short to be a stall: what comes in between waits in its socket. */
function hiccup({ random, kernel }: World, server: Server): void {
  const how = random.stream(`hiccup-${kernel.now}`)
  server.halt(how.chance(0.9) ? how.between(5, 300) : how.between(300, 1_200))
}

function suspend({ random, kernel, truth, referee }: World, server: Server, until: number) {
  const drawn = random.stream(`suspend-${kernel.now}`).spread(SECOND, HOUR)
  const ms = Math.min(drawn, until - kernel.now)
  kernel.note(`the machine sleeps for ${ms} ms`)
  const { machine } = server
  machine.asleepMs += ms
  machine.asleepUntil = kernel.now + ms
  if (ms > NOTICED_STEP_MS) truth.blind(kernel.now, kernel.now + ms)
  else truth.slackMs += ms
  referee.sometimes('a machine asleep')
}

/** Troubles like company: what a step of the clock asks of the disk may fail. */
function setClock(world: World, server: Server): void {
  const { random, kernel, truth, referee, scenario } = world
  const how = random.stream(`clock-${kernel.now}`)
  if (scenario.faults.has('disk') && how.chance(0.3)) spoilDisk(world, server)
  const ms = how.spread(50, HOUR) * how.pick([-1, 1])
  kernel.note(`the wall clock is set by ${ms} ms`)
  server.machine.step(ms)
  if (Math.abs(ms) > NOTICED_STEP_MS) truth.blind(kernel.now)
  else truth.slackMs += Math.abs(ms)
  if (ms < 0) truth.wentBack(server.machine.read().wallMs)
  referee.sometimes(ms < 0 ? 'a clock set back' : 'a clock set forward')
}

const MOODS: readonly Mood[] = [
  { ...GOOD_MOOD, full: true },
  { ...GOOD_MOOD, slow: 0.5, slowMsMax: 6_000 },
  { ...GOOD_MOOD, slow: 0.9, slowMsMax: 200 },
  { ...GOOD_MOOD, refused: 0.3, lost: 0.1 },
  { ...GOOD_MOOD, refused: 0.02, lost: 0.3, slow: 0.1, slowMsMax: 100 },
]

function spoilDisk({ random, kernel, referee }: World, { fates }: Server): void {
  const how = random.stream(`disk-${kernel.now}`)
  const mood = how.pick(MOODS)
  fates.mood = mood
  const ms = how.spread(SECOND, 3 * MINUTE)
  kernel.note(`the disk is in a bad mood for ${ms} ms: ${JSON.stringify(mood)}`)
  referee.sometimes(mood.full ? 'a full disk' : mood.lost > 0 ? 'a failing disk' : 'a slow disk')
  kernel.after(ms, null, () => {
    if (fates.mood === mood) fates.mood = GOOD_MOOD
  })
}
