import { TICK_MS, type Tick } from '../../core/listening.ts'
import type { Context } from '../../service/context.ts'
import { fanOut } from '../../service/fan-out.ts'
import { observe } from '../../service/observe.ts'
import { recordBlindness } from '../../service/record-blindness.ts'
import { startDispatcher } from './dispatcher.ts'

export interface Engine {
  /** Stops all rounds; resolves when what is under way has ended, at most `STOP_MS` later. */
  stop(): Promise<void>
  /** When the whole fleet was last swept; 0 before that. */
  sweptAt(): number
}

/** What depends on whether a server has its store for itself or shares it with others. */
export interface EngineWork {
  /** Returns since when the whole fleet has been swept. */
  readonly sweep: () => Promise<number>
  readonly sweepEveryMs: number
  readonly fanOutEveryMs: number
  /** Sees to its own failures. */
  readonly mark: (now: number) => void
  readonly markEveryMs: number
  readonly housekeep: () => Promise<void>
}

const HOUSEKEEP_EVERY_MS = 60_000
const STOP_MS = 5_000

/**
 * Drives the verbs of one server, a quarter of a second or a multiple of it apart. Each round skips
 * its turn while its former one is still running.
 */
export function startEngine(ctx: Context, work: EngineWork): Engine {
  let sweptAt = 0
  const dispatcher = startDispatcher(ctx)
  const sweepRound = round(ctx, 'sweep', work.sweepEveryMs, async () => {
    const started = ctx.clock.read().monotonicMs
    sweptAt = await work.sweep()
    const tookMs = ctx.clock.read().monotonicMs - started
    ctx.meter.observe('flatline_sweep_seconds', tookMs / 1000)
  })
  const fanOutRound = round(ctx, 'fan-out', work.fanOutEveryMs, async () => {
    await recordBlindness(ctx)
    await fanOut(ctx)
  })
  const housekeepRound = round(ctx, 'housekeep', HOUSEKEEP_EVERY_MS, work.housekeep)
  let stopped = false
  const turn = (tick: Tick) => {
    if (stopped) return
    void observe(ctx, tick).catch((error) => ctx.log.error({ error }, 'observing failed'))
    sweepRound.start()
    fanOutRound.start()
    dispatcher.turn()
  }
  const timers = [
    setInterval(() => {
      const tick = ctx.clock.read()
      onceRead(() => turn(tick))
    }, TICK_MS),
    setInterval(() => work.mark(ctx.clock.read().wallMs), work.markEveryMs),
    setInterval(housekeepRound.start, HOUSEKEEP_EVERY_MS),
  ]
  return {
    sweptAt: () => sweptAt,
    async stop() {
      stopped = true
      for (const timer of timers) clearInterval(timer)
      const rounds = [sweepRound, fanOutRound, housekeepRound].map((each) => each.ended())
      await within(STOP_MS, Promise.all([...rounds, dispatcher.stop()]))
    },
  }
}

/**
 * Timers come before sockets: acts when whatever had arrived is read. The loop looks at all sockets
 * before each immediate; what it accepts the first time it reads the second.
 */
function onceRead(act: () => void): void {
  setImmediate(() => setImmediate(act))
}

interface Round {
  start(): void
  ended(): Promise<void>
}

/** Half a tick early is in time: timers are never exact. */
const EARLY_MS = TICK_MS / 2

function round(ctx: Context, name: string, everyMs: number, work: () => Promise<void>): Round {
  let running: Promise<void> | null = null
  let startedAt = Number.NEGATIVE_INFINITY
  const run = async () => {
    try {
      await work()
    } catch (error) {
      ctx.meter.count('flatline_rounds_failed_total', 1, { round: name })
      ctx.log.error({ error, round: name }, 'a round failed and is tried again')
    } finally {
      running = null
    }
  }
  return {
    start() {
      const { monotonicMs } = ctx.clock.read()
      if (running !== null || monotonicMs - startedAt < everyMs - EARLY_MS) return
      startedAt = monotonicMs
      running = run()
    },
    async ended() {
      await running
    },
  }
}

async function within(limitMs: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise((resolve) => {
    timer = setTimeout(resolve, limitMs)
  })
  await Promise.race([work, limit])
  clearTimeout(timer)
}
