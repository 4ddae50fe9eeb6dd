/**
 * One seed, from the first start to the last look:
 *
 * 1. Flatline is set up, and a fleet begins to beat.
 * 2. Faults strike; the rules of safety are watched at every step.
 * 3. All heals: each host beats on, or is silent for good. Once every deadline has passed, the
 *    rules of liveness must hold.
 * 4. In the calm that follows one more host dies: it must be found and told in time.
 */

import { judgeCalm } from './checkers/calm.ts'
import { deliveryRules } from './checkers/deliveries.ts'
import { type EventsSeen, eventsSeen } from './checkers/events-seen.ts'
import { gatherTold } from './checkers/gather-told.ts'
import { judgeHearing } from './checkers/hearing.ts'
import { IncidentRules } from './checkers/incidents.ts'
import { Referee } from './checkers/referee.ts'
import { judgeRest } from './checkers/rest.ts'
import type { Violation } from './checkers/rules.ts'
import { judgeTelling } from './checkers/telling.ts'
import { wireRules } from './checkers/wire.ts'
import { Kernel } from './kernel/kernel.ts'
import { seededRandom } from './kernel/random.ts'
import { keepTimeBy } from './kernel/timers.ts'
import { Trace } from './kernel/trace.ts'
import type { Scenario } from './scenario.ts'
import { Fleet } from './world/fleet.ts'
import { openInstallation } from './world/installations.ts'
import { Operator } from './world/operator.ts'
import { Receivers } from './world/receivers.ts'
import { Truth } from './world/truth.ts'
import type { Installation, World } from './world/world.ts'

export interface Report {
  readonly scenario: Scenario
  readonly violation: Violation | null
  readonly digest: string
  /** Simulated time in milliseconds, and hosts times that time. */
  readonly simulatedMs: number
  readonly hostMs: number
  readonly faults: number
  readonly sometimes: ReadonlyMap<string, number>
  readonly trace: readonly string[]
}

const MINUTE = 60_000
const SETUP_MS = MINUTE
/** The longest interval that a person gives a host, as so many times the default. */
const LONGEST_INTERVALS = 3
const QUIET_CHECK_MS = MINUTE
/** The longest pause between two attempts, twice. */
const REST_MS_MAX = 240 * MINUTE

export async function runSeed(scenario: Scenario, keepTrace: boolean): Promise<Report> {
  const trace = new Trace(keepTrace)
  const random = seededRandom(scenario.seed, 'run')
  const kernel = new Kernel(random, trace)
  const referee = new Referee(kernel)
  const truth = new Truth(kernel, scenario.intervalMs + scenario.graceMs)
  const receivers = new Receivers(kernel, random.stream('wire'))
  const clocks = {
    trueTimes: (by: string, wallMs: number) => installation.trueTimes(by, wallMs),
  }
  const incidents = new IncidentRules(truth, referee, clocks)
  const world = { scenario, kernel, random, truth, referee, receivers, incidents }
  const installation = openInstallation(world)
  const operator = new Operator(world)
  const seen = eventsSeen()
  referee.follow(
    incidents,
    wireRules(truth, referee, (id) => operator.isUntouched(id)),
    deliveryRules(referee),
    seen,
  )
  try {
    await playOut(world, installation, operator, seen)
  } catch (error) {
    const says = error instanceof Error ? (error.stack ?? error.message) : String(error)
    referee.violate('error', says)
  } finally {
    await installation.close()
    keepTimeBy(null)
  }
  return {
    scenario,
    violation: referee.violation,
    digest: trace.digest(),
    simulatedMs: kernel.now,
    hostMs: kernel.now * scenario.hosts,
    faults: [...referee.counts().values()].reduce((sum, count) => sum + count, 0),
    sometimes: referee.counts(),
    trace: trace.kept(),
  }
}

async function playOut(
  world: World,
  installation: Installation,
  operator: Operator,
  seen: EventsSeen,
): Promise<void> {
  const { kernel, random, scenario, truth, referee } = world
  const fleet = new Fleet(kernel, random.stream('fleet'), scenario, truth, (beat) => {
    installation.deliver(beat, operator.keys.beat)
  })
  let begun = false
  installation
    .start((ctx) => operator.prepare(ctx))
    .then(
      () => {
        begun = true
      },
      (cause: unknown) => referee.violate('error', `no start: ${cause}`),
    )
  await kernel.run(SETUP_MS)
  if (!begun) referee.violate('error', 'it did not start within a minute')
  const healAt = kernel.now + scenario.minutes * MINUTE
  fleet.start()
  installation.strike(healAt)
  if (scenario.faults.has('channel')) operator.spoilReceivers(healAt)
  if (scenario.faults.has('operator')) operator.meddle(installation, healAt)
  await goAndJudge(world, installation, healAt)
  kernel.note('all heals')
  installation.heal()
  world.receivers.moods.clear()
  fleet.heal()
  await go(world, kernel.now + MINUTE)
  operator.tidyUp(installation)
  // After a takeover a host is given a timeout, and one more interval without the other region.
  const timeoutMs = (LONGEST_INTERVALS + 1) * scenario.intervalMs + 2 * scenario.graceMs
  await go(world, kernel.now + timeoutMs + installation.lagMs + MINUTE)
  await comeToRest(world, installation, operator, seen)
  if (referee.violation === null) await judgeCalm(world, installation, operator, fleet, seen)
}

/** Until what waits has been told; what then is still wrong stays wrong. */
async function comeToRest(
  world: World,
  installation: Installation,
  operator: Operator,
  seen: EventsSeen,
): Promise<void> {
  const { kernel, referee } = world
  const giveUpAt = kernel.now + REST_MS_MAX
  while (referee.violation === null) {
    const told = await gatherTold(installation, operator, seen)
    if (told.atRest || kernel.now >= giveUpAt) {
      await judgeHearing(world, installation)
      await judgeRest(world, installation)
      judgeTelling(told, referee)
      return
    }
    await go(world, kernel.now + QUIET_CHECK_MS)
  }
}

/** What was lost is noticed before a later heartbeat hides it. */
async function goAndJudge(world: World, installation: Installation, until: number): Promise<void> {
  const { kernel, referee, scenario } = world
  const everyMs = Math.max(MINUTE / 2, scenario.intervalMs / 4)
  while (kernel.now < until && referee.violation === null) {
    await go(world, Math.min(until, kernel.now + everyMs))
    await judgeHearing(world, installation)
  }
}

async function go({ kernel, referee }: World, until: number): Promise<void> {
  if (referee.violation === null) await kernel.run(until)
}
