import type { Server } from 'node:http'
import { connect, type Socket } from 'node:net'
import { afterNextTurn } from '../listen-queue.ts'
import { PROXY_LINE_BYTES_MAX, probeLine, readProxyLine } from './proxy-line.ts'

/** Where the main process takes the connections that workers hand over. */
export interface PrivateDoor {
  /** Acts when all that was handed over before is read; never, if that cannot be found out. */
  onceAllRead(act: () => void): void
}

const LINE_END = Buffer.from('\r\n')

/** Who listens to `server` so far gets each connection behind its line, as if it came itself. */
export function openPrivateDoor(
  server: Server,
  { path, isEncrypted }: { readonly path: string; readonly isEncrypted: boolean },
): PrivateDoor {
  const others = server.listeners('connection')
  const probes = new Map<number, () => void>()
  let lastProbe = 0
  const enter = (socket: Socket, line: string, rest: Buffer) => {
    const origin = readProxyLine(line)
    if (typeof origin === 'number') {
      const act = probes.get(origin)
      probes.delete(origin)
      if (act !== undefined) afterNextTurn(act)
    }
    if (origin === undefined || origin === null || typeof origin === 'number') {
      socket.destroy()
      return
    }
    Object.defineProperties(socket, {
      remoteAddress: { value: origin.address },
      remotePort: { value: origin.port },
      encrypted: { value: isEncrypted },
    })
    socket.pause()
    if (rest.length > 0) socket.unshift(rest)
    for (const other of others) Reflect.apply(other, server, [socket])
    socket.resume()
  }
  server.removeAllListeners('connection')
  server.on('connection', (socket: Socket) => readLine(socket, enter))
  return {
    onceAllRead(act) {
      const id = lastProbe
      lastProbe = (lastProbe + 1) % 1_000_000_000
      probes.set(id, act)
      const socket = connect({ path }).unref()
      socket.on('error', () => undefined).on('close', () => probes.delete(id))
      socket.end(probeLine(id))
    },
  }
}

function readLine(
  socket: Socket,
  enter: (socket: Socket, line: string, rest: Buffer) => void,
): void {
  let bytes: Buffer = Buffer.alloc(0)
  const leave = () => {
    socket.off('data', read).off('end', destroy).off('error', destroy)
  }
  const destroy = () => void socket.destroy()
  const read = (more: Buffer) => {
    bytes = bytes.length === 0 ? more : Buffer.concat([bytes, more])
    const end = bytes.indexOf(LINE_END)
    if (end < 0 && bytes.length < PROXY_LINE_BYTES_MAX) return
    leave()
    socket.on('error', destroy)
    if (end < 0) destroy()
    else enter(socket, bytes.toString('latin1', 0, end), bytes.subarray(end + LINE_END.length))
  }
  socket.on('data', read).on('end', destroy).on('error', destroy)
}
