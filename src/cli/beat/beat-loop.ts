/**
 * Heartbeats until a stop:
 *
 * - the first goes out at once; refused for good, it ends the loop: the settings are wrong
 * - after that nothing ends the loop: a key or server that comes back finds its hosts beating
 * - each change between accepted and refused is told once, on stderr
 */
import type { Client } from '../../contract/client.ts'
import { formatDuration } from '../../contract/duration.ts'
import type { HeartbeatInput } from '../../contract/heartbeat-input.ts'
import type { Io } from '../terminal/io.ts'
import { inert } from '../terminal/plain-text.ts'
import { phaseMs, untilNextSlot } from './phase.ts'
import { type HeartbeatResult, sendHeartbeat } from './send-heartbeat.ts'

export async function beatLoop(
  io: Io,
  client: Client,
  heartbeat: HeartbeatInput,
  everyMs: number,
): Promise<void> {
  io.stopGently()
  const phase = phaseMs(heartbeat.hostId, everyMs)
  let before: HeartbeatResult['kind'] | undefined
  while (!io.stop.aborted) {
    const result = await sendHeartbeat(io, client, heartbeat)
    if (io.stop.aborted) break
    if (result.kind === 'refused' && result.lasting && before === undefined) throw result.failure
    if (result.kind !== before) tell(io, heartbeat.hostId, result, everyMs)
    before = result.kind
    await io.wait(untilNextSlot(io.wallMs(), everyMs, phase))
  }
  io.stderr.write('Stopped.\n')
}

function tell(io: Io, hostId: string, result: HeartbeatResult, everyMs: number): void {
  const at = new Date(io.wallMs()).toISOString()
  if (result.kind === 'accepted') {
    io.stderr.write(`${at} ${hostId}: accepted, every ${formatDuration(everyMs)}\n`)
    return
  }
  const { message, hint } = result.failure
  const cure = hint === undefined ? '' : ` (${inert(hint)})`
  io.stderr.write(`${at} ${hostId}: ${inert(message)}${cure}; trying again\n`)
}
