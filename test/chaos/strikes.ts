import { atTestEnd } from '../kit/ends.ts'
import type { FlatlineServer } from '../kit/flatline-server.ts'
import type { Exit, Running } from '../kit/running.ts'
import type { SmallDisk } from '../kit/small-disk.ts'
import { pause, waitUntil } from '../kit/wait-until.ts'
import type { Fleet } from './fleet.ts'
import type { ClockSetting, Disturbance } from './history.ts'
import type { Strike } from './plan.ts'
import type { ServerClock } from './server-clock.ts'

/** A server that can be struck, and what was done to it. */
export interface Struck {
  readonly disturbances: readonly Disturbance[]
  readonly clock: readonly ClockSetting[]
  /** Ends that nobody caused, and stops by request that were not clean. */
  readonly faults: readonly string[]
  /** Carries one strike out; resolves when the server runs again. */
  strike(strike: Strike): Promise<void>
  /** Ends it by request, for good. */
  stop(): Promise<void>
  /** What each of its processes wrote on standard error. */
  outputs(): string[]
}

export interface Striking {
  readonly server: FlatlineServer
  readonly fleet: Pick<Fleet, 'refusedAt'>
  readonly clock: ServerClock | undefined
  readonly disk: SmallDisk | undefined
}

const CLOCK_LIMIT_MS = 5_000
const FILL_TRIES_MAX = 10
/** The Date header counts whole seconds. */
const DATE_TOLERANCE_MS = 2_500

export function strikeAt({ server, fleet, clock, disk }: Striking): Struck {
  const disturbances: Disturbance[] = []
  const settings: ClockSetting[] = [{ at: Date.now(), aheadMs: 0 }]
  const processes: Running[] = [server.process()]
  const faults: string[] = []
  atTestEnd(() => {
    for (const { pid } of processes) clock?.forget(pid)
  })

  const during = async (kind: Disturbance['kind'], work: () => Promise<void>) => {
    const from = Date.now()
    await work()
    disturbances.push({ kind, from, to: Date.now() })
  }
  /** Whatever comes before the process is there cannot be heard. */
  const launch = () => {
    const ready = server.restart()
    processes.push(server.process())
    return ready
  }
  const kill = async ({ downMs, againAfterMs }: Strike & { kind: 'kill' }) => {
    await during('kill', async () => {
      await server.stop('SIGKILL')
      await pause(downMs)
    })
    const ready = launch()
    if (againAfterMs === null) return ready
    const outcome = ready.catch(() => undefined)
    await pause(againAfterMs)
    await during('kill', async () => {
      await server.stop('SIGKILL')
      await outcome
    })
    return launch()
  }
  const restart = async ({ downMs }: Strike & { kind: 'restart' }) => {
    await during('restart', async () => {
      expectClean(await server.stop('SIGTERM'))
      await pause(downMs)
    })
    await launch()
  }
  const expectClean = ({ code, signal }: Exit) => {
    if (code !== 0) faults.push(`SIGTERM ended it with ${code ?? signal}`)
  }
  const suspend = ({ forMs }: Strike & { kind: 'stop' }) =>
    during('stop', async () => {
      server.process().signal('SIGSTOP')
      await pause(forMs)
      server.process().signal('SIGCONT')
    })
  const setClock = async ({ aheadMs }: Strike & { kind: 'clock' }) => {
    const from = Date.now()
    clock?.set(aheadMs)
    disturbances.push({ kind: 'clock', from, to: Date.now(), aheadMs })
    await waitUntil(
      `the server's clock to be ${aheadMs} ms ahead`,
      async () => Math.abs((await serverAheadMs(server)) - aheadMs) < DATE_TOLERANCE_MS,
      CLOCK_LIMIT_MS,
    )
    settings.push({ at: Date.now(), aheadMs })
  }
  /** Room that the store has already may last for a while: then nothing needs to be refused. */
  const fillDisk = async ({ forMs, killed }: Strike & { kind: 'disk' }) => {
    const from = Date.now()
    await during('disk', async () => {
      if (disk !== undefined) await fill(disk)
      await pause(forMs)
      if (killed) await during('kill', async () => void (await server.stop('SIGKILL')))
      disk?.free()
    })
    if (fleet.refusedAt() > from) {
      disturbances.push({ kind: 'refusal', from, to: fleet.refusedAt() })
    }
    if (killed) await launch()
  }
  const carryOut = (strike: Strike): Promise<void> => {
    switch (strike.kind) {
      case 'kill':
        return kill(strike)
      case 'restart':
        return restart(strike)
      case 'stop':
        return suspend(strike)
      case 'clock':
        return setClock(strike)
      case 'disk':
        return fillDisk(strike)
    }
  }
  return {
    disturbances,
    clock: settings,
    faults,
    async strike(strike) {
      const ended = server.process().exit()
      if (ended !== undefined) faults.push(`it ended by itself with ${ended.code ?? ended.signal}`)
      await carryOut(strike)
    },
    async stop() {
      expectClean(await server.stop('SIGTERM'))
    },
    outputs: () => processes.map((each) => each.stderr()),
  }
}

/** By the Date header of an answer. */
async function serverAheadMs(server: FlatlineServer): Promise<number> {
  const { headers } = await server.admin.send('GET', '/healthz')
  return Date.parse(headers.get('date') ?? '') - Date.now()
}

/** The server may take or return a little room at the same moment: then once more. */
async function fill(disk: SmallDisk): Promise<void> {
  for (let tries = 0; tries < FILL_TRIES_MAX; tries++) {
    try {
      return disk.fill()
    } catch {
      disk.free()
      await pause(50)
    }
  }
  throw new Error('the small disk could not be filled')
}
