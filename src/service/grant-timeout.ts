import type { HostId } from '../core/ids.ts'
import type { Context } from './context.ts'
import type { PulseChange } from './ports.ts'

/**
 * Gives a host a full timeout from now, whenever it was last heard, along with its new timing if
 * there is one: the rest is booked as time that it announced to be away. A longer announcement
 * stays. Returns whether it was ever heard.
 */
export async function grantTimeout(
  ctx: Context,
  hostId: HostId,
  change: Pick<PulseChange, 'timing'> = {},
): Promise<boolean> {
  const [pulse] = await ctx.pulses.read([hostId])
  if (pulse === undefined || pulse.heardAt === 0) {
    await ctx.pulses.configure(hostId, change)
    return false
  }
  const { intervalMs, graceMs } = ctx.settings
  const kept = change.timing === undefined ? pulse : change.timing
  const timeoutMs = kept === null ? intervalMs + graceMs : kept.timeoutMs
  const silentMs = Math.max(0, ctx.clock.read().wallMs - pulse.heardAt)
  const awayMs = Math.max(pulse.awayMs, silentMs + timeoutMs)
  await ctx.pulses.configure(hostId, { ...change, awayMs })
  const [after] = await ctx.pulses.read([hostId])
  // A heartbeat came in between: the time away would count from it.
  if (after?.heardAt !== pulse.heardAt && after?.awayMs === awayMs) {
    await ctx.pulses.configure(hostId, { awayMs: 0 })
  }
  return true
}
