import { expect, it, onTestFailed } from 'vitest'
import { type Random, seededRandom } from '../sim/kernel/random.ts'
import { fleetSchema } from '../src/contract/fleet.ts'
import { hostSchema } from '../src/contract/host.ts'
import { incidentSchema } from '../src/contract/incident.ts'
import { heartbeatFaults, lastAcknowledged } from './chaos/check-heartbeats.ts'
import { incidentFaults } from './chaos/check-incidents.ts'
import { logFaults, noticedBy, readLog } from './chaos/check-log.ts'
import { messageFaults, waitFaults } from './chaos/check-messages.ts'
import { type Fleet, startFleet } from './chaos/fleet.ts'
import type { History, HostHistory, Shown } from './chaos/history.ts'
import { drawPlan, type Fate, PLAN_MS, type Plan } from './chaos/plan.ts'
import { type Receivers, startReceivers } from './chaos/receivers.ts'
import { chaosSeed } from './chaos/seed.ts'
import { serverClock } from './chaos/server-clock.ts'
import { type Struck, strikeAt } from './chaos/strikes.ts'
import { type FlatlineServer, startServer } from './kit/flatline-server.ts'
import { doWithout } from './kit/leave-out.ts'
import { say } from './kit/say.ts'
import { smallDisk } from './kit/small-disk.ts'
import { pause, waitUntil } from './kit/wait-until.ts'

const HEARD_WITHIN_MS = 30_000
/** The longest timeout of the fleet, and a few seconds. */
const TRUE_WITHIN_MS = 5_000 + 5_000
const BLINDNESSES_MAX = 3
/** All mailboxes are looked at every 30 s, whatever became of the hints. */
const LOOKED_WITHIN_MS = 35_000
const TOLD_WITHIN_MS = 40_000
const FAULTS_SHOWN = 20
const LOG_SHOWN = 30_000

it('loses nothing, blames nobody and tells each thing once, whatever strikes it', async () => {
  const seed = chaosSeed()
  try {
    say(`Chaos with seed ${seed}: ${await survive(seededRandom(seed, 'chaos'))}`)
  } catch (cause) {
    throw new Error(`Repeat it with FLATLINE_CHAOS_SEED=${seed}`, { cause })
  }
}, 420_000)

interface Scene {
  readonly plan: Plan
  readonly server: FlatlineServer
  readonly fleet: Fleet
  readonly receivers: Receivers
  readonly struck: Struck
}

async function untilNone(what: string, find: () => Promise<string[]>, limitMs: number) {
  let found: string[] = []
  const isNone = async () => {
    found = await find()
    return found.length === 0
  }
  await waitUntil(`no ${what}`, isNone, limitMs, () => found.slice(0, FAULTS_SHOWN))
}

/**
 * A busy machine stalls the server, which then gives every host a full timeout: the time that this
 * may take begins anew with each such blindness.
 */
async function untilTrue(scene: Scene): Promise<void> {
  for (let blindnesses = 0; ; blindnesses++) {
    const before = await listeningSince(scene)
    try {
      return await untilNone('untrue states', () => untruths(scene), TRUE_WITHIN_MS)
    } catch (error) {
      if (blindnesses === BLINDNESSES_MAX || before === (await listeningSince(scene))) throw error
    }
  }
}

async function listeningSince({ server: { admin } }: Scene): Promise<string> {
  const fleet = await admin.get('/v1/fleet', fleetSchema)
  return fleet.listeningSince
}

/** Returns what happened, in a line. */
async function survive(random: Random): Promise<string> {
  const scene = await setScene(random)
  const { fleet, receivers, struck } = scene
  onTestFailed(() => say([timeline(scene), ...struck.outputs()].join('\n').slice(-LOG_SHOWN)))
  await strikeAll(scene)
  await untilNone('retries far ahead', () => farRetries(scene), LOOKED_WITHIN_MS)
  await receivers.heal()
  fleet.silence(new Set(ofFate(scene, 'last')))
  const healed = performance.now()
  await untilTrue(scene)
  await waitUntil('all to be told', () => isTold(scene), TOLD_WITHIN_MS)
  const toldMs = Math.round(performance.now() - healed)

  const history = await historyOf(scene)
  const tellings = await receivers.tellings()
  await fleet.stop()
  await struck.stop()
  const faults = [
    ...fleet.faults,
    ...heartbeatFaults(history),
    ...incidentFaults(history),
    ...tellings.flatMap((telling) => messageFaults(history, telling)),
    ...struck.faults,
    ...logFaults(readLog(struck.outputs()), history.clock, history.disturbances),
  ]
  expect(faults.slice(0, FAULTS_SHOWN)).toEqual([])
  const answers = JSON.stringify(Object.fromEntries(fleet.answers))
  const sent = tellings.map(({ name, received }) => `${received.length} to ${name}`).join(', ')
  const { length: incidents } = history.shown.incidents
  return `answers ${answers}, ${incidents} incidents, messages ${sent}, all told in ${toldMs} ms`
}

async function setScene(random: Random): Promise<Scene> {
  const disk = smallDisk(64)
  const clock = serverClock()
  if (disk === undefined) doWithout('a full disk', 'a small file system cannot be mounted here')
  if (clock === undefined) doWithout('a clock that is set', 'faketime is not installed')
  const plan = drawPlan(random.stream('plan'), {
    disk: disk !== undefined,
    clock: clock !== undefined,
  })
  const server = await startServer({
    ...clock?.env,
    ...(disk === undefined ? {} : { FLATLINE_DATA_DIR: disk.path }),
  })
  const receivers = await startReceivers(server, plan)
  const { url, beatKey: key } = server
  const fleet = startFleet({ url, key, planned: plan.hosts, random: random.stream('fleet') })
  const isHeard = (host: HostHistory) => lastAcknowledged(host) !== null
  const answers = () => Object.fromEntries(fleet.answers)
  await waitUntil('all to be heard', () => fleet.hosts.every(isHeard), HEARD_WITHIN_MS, answers)
  return { plan, server, fleet, receivers, struck: strikeAt({ server, fleet, clock, disk }) }
}

/** One after the other, and after each a look at what must be true at any time. */
async function strikeAll(scene: Scene): Promise<void> {
  const { plan, fleet, receivers, struck } = scene
  const until = performance.now() + PLAN_MS
  receivers.begin()
  fleet.begin()
  for (const strike of plan.strikes) {
    await pause(strike.calmMs)
    await struck.strike(strike)
    const lost = heartbeatFaults(await historyOf(scene))
    expect(lost.slice(0, FAULTS_SHOWN), `after ${strike.kind}`).toEqual([])
  }
  await pause(Math.max(0, until - performance.now()))
}

async function farRetries({ receivers, struck }: Scene): Promise<string[]> {
  const tellings = await receivers.tellings()
  const serverNow = Date.now() + (struck.clock.at(-1)?.aheadMs ?? 0)
  return tellings.flatMap((telling) => waitFaults(telling, serverNow))
}

function ofFate({ plan }: Scene, ...fates: Fate[]): string[] {
  return plan.hosts.filter(({ fate }) => fates.includes(fate)).map(({ hostId }) => hostId)
}

/** Hosts whose state is not what it should be now that all is well. */
async function untruths(scene: Scene): Promise<string[]> {
  const silent = new Set(ofFate(scene, 'dies', 'last'))
  const { hosts, incidents } = await readShown(scene)
  const open = new Set(incidents.flatMap(({ state, hostId }) => (state === 'open' ? hostId : [])))
  return hosts.flatMap(({ hostId, state }) => {
    const told = `${hostId} is ${state}, ${open.has(hostId) ? 'with' : 'without'} an open incident`
    const isMissing = state === 'missing' && open.has(hostId)
    const isUp = (state === 'up' || state === 'late') && !open.has(hostId)
    return (silent.has(hostId) ? isMissing : isUp) ? [] : [told]
  })
}

/** The last hosts to fall silent are told of by all three, and nothing is under way any more. */
async function isTold(scene: Scene): Promise<boolean> {
  const tellings = await scene.receivers.tellings()
  const last = ofFate(scene, 'last')
  return tellings.every(({ received, deliveries }) => {
    const told = received.flatMap(({ message: { type, data } }) =>
      type === 'hosts.missing' ? data.hosts.map(({ hostId }) => hostId) : [],
    )
    const isOver = deliveries.every(({ state }) => state === 'sent' || state === 'dead')
    return isOver && last.every((hostId) => told.includes(hostId))
  })
}

/** Hosts first: what they learn while the server is being read is not expected of it. */
async function historyOf(scene: Scene): Promise<History> {
  const { fleet, struck } = scene
  const hosts = fleet.hosts.map((host) => ({
    ...host,
    attempts: host.attempts.map((attempt) => ({ ...attempt })),
  }))
  const noticed = noticedBy(readLog(struck.outputs()), struck.clock)
  const disturbances = [...struck.disturbances, ...noticed]
  return { hosts, disturbances, clock: struck.clock, shown: await readShown(scene) }
}

async function readShown({ server: { admin } }: Scene): Promise<Shown> {
  const at = Date.now()
  const hosts = await admin.all('/v1/hosts?limit=1000', hostSchema)
  const incidents = await admin.all('/v1/incidents?limit=1000', incidentSchema)
  return { at, hosts, incidents }
}

/** For whoever reads a failure. */
function timeline({ struck: { disturbances, clock } }: Scene): string {
  const began = clock[0]?.at ?? 0
  const strikes = disturbances.map(({ kind, from, to }) => `${kind} ${from - began}-${to - began}`)
  const settings = clock.map(({ at, aheadMs }) => `clock ${aheadMs} at ${at - began}`)
  return [`since ${new Date(began).toISOString()}`, ...strikes, ...settings].join(', ')
}
