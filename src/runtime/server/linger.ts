/**
 * The last answer is out, but the sender is still sending. Closing now would reset the connection
 * and could take the answer away from it; so its rest is dropped, for a moment:
 *
 * - It is over when the sender is done, was quiet for two seconds, or has sent too much.
 * - Looks are counted, not time: after a stall of ours, what came meanwhile is read first.
 */
import type { Readable } from 'node:stream'

const LOOK_MS = 250
const QUIET_LOOKS_MAX = 8
const LOOKS_MAX = 20
const BYTES_MAX = 4_194_304

/** Without a stall of ours. */
export const LINGER_MS_MAX = LOOK_MS * LOOKS_MAX

/** `finish` is called once. */
export function linger(sender: Readable, finish: () => void): void {
  let bytes = 0
  let looks = 0
  let quietLooks = 0
  const look = () => {
    looks++
    quietLooks++
    if (looks >= LOOKS_MAX || quietLooks >= QUIET_LOOKS_MAX) done()
  }
  const timer = setInterval(look, LOOK_MS)
  const drop = (chunk: Buffer) => {
    quietLooks = 0
    bytes += chunk.length
    if (bytes > BYTES_MAX) done()
  }
  let isDone = false
  const done = () => {
    if (isDone) return
    isDone = true
    clearInterval(timer)
    finish()
  }
  sender.on('data', drop).on('end', done).on('close', done).on('error', done)
}
