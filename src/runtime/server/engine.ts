import { TICK_MS } from '../../core/listening.ts'
import type { Context } from '../../service/context.ts'
import { fanOut } from '../../service/fan-out.ts'
import { housekeep } from '../../service/housekeep.ts'
import { observe } from '../../service/observe.ts'
import { recordBlindness } from '../../service/record-blindness.ts'
import { sweep } from '../../service/sweep.ts'
import { startDispatcher } from './dispatcher.ts'

export interface Engine {
  /** Stops all rounds; resolves when what is under way has ended, at most `STOP_MS` later. */
  stop(): Promise<void>
  /** When a sweep last ended; 0 before the first. */
  sweptAt(): number
}

const MARK_EVERY_MS = 1_000
const HOUSEKEEP_EVERY_MS = 60_000
const STOP_MS = 5_000

/**
 * Drives the verbs of one server: observe, sweep and fan-out every quarter of a second, the
 * liveness mark every second. Each round skips its turn while its former one is still running.
 * `mark` sees to its own failures.
 */
export function startEngine(ctx: Context, mark: (now: number) => void): Engine {
  let sweptAt = 0
  const dispatcher = startDispatcher(ctx)
  const sweepRound = round(ctx, 'sweep', async () => {
    const started = ctx.clock.read().monotonicMs
    await sweep(ctx)
    const { wallMs, monotonicMs } = ctx.clock.read()
    sweptAt = wallMs
    ctx.meter.observe('flatline_sweep_seconds', (monotonicMs - started) / 1000)
  })
  const fanOutRound = round(ctx, 'fan-out', async () => {
    await recordBlindness(ctx)
    await fanOut(ctx)
  })
  const housekeepRound = round(ctx, 'housekeep', () => housekeep(ctx))
  const timers = [
    setInterval(() => {
      void observe(ctx).catch((error) => ctx.log.error({ error }, 'observing failed'))
      sweepRound.start()
      fanOutRound.start()
      dispatcher.turn()
    }, TICK_MS),
    setInterval(() => mark(ctx.clock.read().wallMs), MARK_EVERY_MS),
    setInterval(housekeepRound.start, HOUSEKEEP_EVERY_MS),
  ]
  return {
    sweptAt: () => sweptAt,
    async stop() {
      for (const timer of timers) clearInterval(timer)
      const rounds = [sweepRound, fanOutRound, housekeepRound].map((each) => each.ended())
      await within(STOP_MS, Promise.all([...rounds, dispatcher.stop()]))
    },
  }
}

interface Round {
  start(): void
  ended(): Promise<void>
}

function round(ctx: Context, name: string, work: () => Promise<void>): Round {
  let running: Promise<void> | null = null
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
      running ??= run()
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
