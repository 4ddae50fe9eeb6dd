import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { verifiedKey } from '../../api/authorize.ts'
import { readHeartbeat } from '../../api/ingest-fields.ts'
import { readFields } from '../../api/ingest-json.ts'
import { allows, mayBeatFor } from '../../core/key.ts'
import type { Context } from '../../service/context.ts'
import type { Heartbeat } from '../../service/record-heartbeats.ts'
import type { Reception } from './fast-path.ts'
import { gatherHeartbeats } from './gather-heartbeats.ts'
import { plainRequests } from './plain-heartbeat.ts'

/** Nothing is recorded yet: whatever is wrong, node:http finds it again and says so. */
export function takePlain(ctx: Context): Reception['take'] {
  const next = plainRequests()
  const { gather } = gatherHeartbeats(ctx)
  return (bytes, waiting) => {
    const request = next(bytes)
    if (request === undefined) return undefined
    const key = verifiedKey(ctx, request.keyText, ctx.clock.read().wallMs)
    if (key === undefined || !allows(key, 'beat')) return undefined
    const heartbeat = heartbeatIn(request.body)
    if (heartbeat === undefined || !mayBeatFor(key, heartbeat.hostId)) return undefined
    gather(key, heartbeat, waiting)
    return request
  }
}

export function heartbeatIn(body: string): Heartbeat | undefined {
  try {
    return readHeartbeat(readFields(body))
  } catch {
    return undefined
  }
}

/** To whoever hears of connections so far. */
export function handToListeners(
  server: Server,
  event: 'connection' | 'secureConnection',
): Reception['handOver'] {
  const others = server.listeners(event)
  return (socket: Socket, rest: Buffer) => {
    socket.pause()
    socket.unshift(rest)
    for (const other of others) Reflect.apply(other, server, [socket])
    socket.resume()
  }
}
