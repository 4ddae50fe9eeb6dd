import { blindMsOfHour } from '../../core/listening.ts'
import type { Context } from '../../service/context.ts'
import { readTally } from '../../service/read-tally.ts'

const READ_EVERY_MS = 5_000

/** Sets the gauges that are read rather than counted; however often it is asked, the store is
 * read every five seconds at most. */
export function gaugeFiller(ctx: Context, sweptAt: () => number): () => Promise<void> {
  let readAt = Number.NEGATIVE_INFINITY
  return async () => {
    const { wallMs, monotonicMs } = ctx.clock.read()
    const { listeningSince } = ctx.listening
    ctx.meter.gauge('flatline_sweep_lag_seconds', Math.max(0, wallMs - sweptAt()) / 1_000)
    ctx.meter.gauge('flatline_listening_seconds', Math.max(0, wallMs - listeningSince) / 1_000)
    ctx.meter.gauge('flatline_blind_seconds', blindMsOfHour(ctx.listening, wallMs) / 1_000)
    if (monotonicMs - readAt < READ_EVERY_MS) return
    readAt = monotonicMs
    await readStore(ctx)
  }
}

async function readStore(ctx: Context): Promise<void> {
  const { total } = await readTally(ctx)
  for (const [state, hosts] of Object.entries(total)) {
    ctx.meter.gauge('flatline_hosts', hosts, { state })
  }
  const open = await ctx.records.count('incident', { state: 'open' })
  ctx.meter.gauge('flatline_incidents_open', open)
  for (const state of ['pending', 'retrying', 'dead']) {
    const waiting = await ctx.records.count('delivery', { state })
    ctx.meter.gauge('flatline_deliveries_waiting', waiting, { state })
  }
}
