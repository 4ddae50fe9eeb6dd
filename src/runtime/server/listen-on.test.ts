import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { expect, it } from 'vitest'
import { listenOn } from './listen-on.ts'

const TABLE = '/proc/net/tcp'
/** 0 where there is no such table, and nothing can be seen. */
const SYSTEM_MAX = Number(read('/proc/sys/net/core/somaxconn'))
const AT_ONCE = 1_500
const STANDS = '01'

it('takes what a fleet opens at once, as far as the system lets it', async () => {
  const server = createServer()
  const port = await listenOn(server, 0, '127.0.0.1')

  // In one turn of the event loop, so that none of them is taken meanwhile.
  const sockets = Array.from({ length: AT_ONCE }, () => connect(port, '127.0.0.1'))
  for (const socket of sockets) socket.on('error', () => {})
  await allBegun()
  const standing = standingAt(port)
  for (const socket of sockets) socket.destroy()
  server.close()
  server.closeAllConnections()

  expect(standing).toBeGreaterThanOrEqual(Math.min(AT_ONCE, SYSTEM_MAX))
})

/** Node connects to a literal address in a later tick of the same turn. */
function allBegun(): Promise<void> {
  return new Promise((resolve) => process.nextTick(() => process.nextTick(resolve)))
}

/** Connections that stand on our side of this port, taken or not (see proc_net_tcp.txt). */
function standingAt(port: number): number {
  const local = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const rows = read(TABLE).split('\n')
  const fields = rows.map((row) => row.trim().split(/\s+/))
  return fields.filter(([, from = '', , state]) => from.endsWith(local) && state === STANDS).length
}

function read(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}
