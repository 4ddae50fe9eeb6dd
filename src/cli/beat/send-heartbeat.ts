/**
 * One heartbeat with its retries, like `curl --retry 2`:
 *
 * - unreachable, 408, 429, 5xx → again after 1 s, then 2 s, or as Retry-After says, up to 10 s
 * - any other refusal          → not again: the same heartbeat would be refused the same way
 * - a stop in between          → ends as it is
 */
import type { Client } from '../../contract/client.ts'
import { ContractError } from '../../contract/contract-error.ts'
import type { HeartbeatInput } from '../../contract/heartbeat-input.ts'
import { toFailure } from '../connect/to-failure.ts'
import { EXIT } from '../exit-codes.ts'
import type { Failure } from '../failure.ts'
import type { Io } from '../terminal/io.ts'

export const RETRIES_MAX = 2
const RETRY_WAIT_MAX_MS = 10_000

export type HeartbeatResult =
  | { readonly kind: 'accepted' }
  /** `lasting`: repeating it cannot help. */
  | { readonly kind: 'refused'; readonly failure: Failure; readonly lasting: boolean }

export async function sendHeartbeat(
  io: Io,
  client: Client,
  heartbeat: HeartbeatInput,
): Promise<HeartbeatResult> {
  for (let attempt = 0; ; attempt++) {
    try {
      await client.heartbeat.send(heartbeat)
      return { kind: 'accepted' }
    } catch (error) {
      const lasting = isLasting(error)
      if (lasting || attempt === RETRIES_MAX || io.stop.aborted) {
        return { kind: 'refused', failure: toFailure(error), lasting }
      }
      await io.wait(retryWaitMs(error, attempt))
    }
  }
}

function isLasting(error: unknown): boolean {
  if (error instanceof ContractError) {
    const { status } = error.problem
    return status < 500 && status !== 408 && status !== 429
  }
  return toFailure(error).exitCode !== EXIT.unreachable
}

function retryWaitMs(error: unknown, attempt: number): number {
  const asked = error instanceof ContractError ? (error.retryAfterSeconds ?? 0) * 1_000 : 0
  return Math.min(Math.max(asked, 1_000 * 2 ** attempt), RETRY_WAIT_MAX_MS)
}
