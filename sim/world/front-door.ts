import { admitIngest, ingest } from '../../src/api/ingest.ts'
import { ingestRefusal } from '../../src/api/ingest-refusal.ts'
import type { Context } from '../../src/service/context.ts'
import type { Clock } from '../../src/service/ports.ts'
import type { Process } from '../kernel/process.ts'
import type { SentBeat } from './fleet.ts'
import type { World } from './world.ts'

const PATH = '/v1/heartbeat'
const NONE: readonly string[] = []

/** Where a heartbeat is taken: in which process, by which clock, and how. */
export interface Door {
  readonly process: Process
  readonly clock: Clock
  /** The status of the answer. */
  readonly answer: () => Promise<number>
  /** Who refuses a heartbeat also judges hosts; else it is known once it has been reported. */
  readonly judges: boolean
}

/** Takes one heartbeat, and puts down what was answered. It may have waited in a socket. */
export async function hear(
  world: World,
  door: Door,
  { host, timeoutMs }: SentBeat,
  arrivedAt = world.kernel.now,
): Promise<void> {
  const { kernel, truth, referee, incidents } = world
  const { process, clock } = door
  const arrivedWallMs = clock.read().wallMs
  const alone = host.inFlight === 0
  const former = host.timeoutsMs
  if (timeoutMs !== null) host.timeoutsMs = [...former, timeoutMs]
  const end = truth.begin(host, process)
  const { changes, deletions, deleting } = host
  const status = await door.answer()
  const undisturbed = alone && host.changes === changes
  end()
  if (!process.alive) return
  if (status === 503) {
    if (door.judges) truth.blind(kernel.now)
    referee.sometimes('a heartbeat is refused with 503')
  } else if (status >= 500) {
    referee.violate('error', `a heartbeat of ${host.hostId} was answered ${status}`)
  }
  if (status !== 200) return
  if (timeoutMs !== null && undisturbed) host.timeoutsMs = [timeoutMs]
  const lastAt = host.arrivals.at(-1) ?? Number.NaN
  if (arrivedAt - lastAt === Math.min(...host.timeoutsMs)) {
    referee.sometimes('a heartbeat at its very deadline')
  }
  if (kernel.now > arrivedAt) referee.sometimes('a heartbeat that waits for its commit')
  const untouched = deleting + host.deleting === 0 && host.deletions === deletions
  truth.arrived(host, arrivedAt, untouched)
  const storedWallMs = Math.min(arrivedWallMs, clock.read().wallMs)
  if (untouched) host.floorWallMs = Math.max(host.floorWallMs, storedWallMs)
  incidents.acknowledged(host.hostId, arrivedAt)
}

/** As a server answers. */
export async function answerAs(ctx: Context, body: Uint8Array, key: string): Promise<number> {
  const carried = [`Bearer ${key}`]
  const request = {
    method: 'POST',
    route: 'one',
    hasKeyInQuery: false,
    header: (name: string) => (name === 'authorization' ? carried : NONE),
  } as const
  try {
    return (await ingest(ctx, admitIngest(ctx, request), body)).status
  } catch (error) {
    return ingestRefusal(ctx, error, PATH).status
  }
}
