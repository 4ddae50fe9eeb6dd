import type { AddressInfo } from 'node:net'
import { LISTENER_LIMITS, openListener } from '../../src/runtime/server/http-listener.ts'
import type { App } from '../../src/runtime/server/route-requests.ts'
import { makeWorld } from '../kit/world.ts'
import type { Keys } from './fuzzed-server.ts'

/** The listener of a server, in this process, on a store in memory and a clock that stands. */
export interface MemoryServer {
  readonly port: number
  readonly keys: Keys
  /** How many requests node:http has read. */
  requests(): number
  /** All that is stored of hosts, as text. */
  stored(): Promise<string>
  close(): Promise<void>
}

const HOSTS_MAX = 1_000
/** Reads all that it is sent, so that its answer never overtakes a fault in that. */
const APP: App = {
  async fetch(request) {
    const { length } = await request.text()
    return new Response(`${request.method} ${new URL(request.url).pathname} ${length}`)
  },
}

export async function memoryServer(fastPath: boolean): Promise<MemoryServer> {
  const world = makeWorld()
  const { ctx } = world
  const keyOf = async (scope: 'admin' | 'read' | 'beat') => (await world.key([scope])).text
  const keys = { admin: await keyOf('admin'), read: await keyOf('read'), beat: await keyOf('beat') }
  const limits = LISTENER_LIMITS
  const listener = openListener({ ctx, app: APP, tls: null, limits, fastPath, onDropped() {} })
  const { server } = listener
  let requests = 0
  server.prependListener('request', () => requests++)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    keys,
    requests: () => requests,
    async stored() {
      const { items } = await ctx.records.list('host', { limit: HOSTS_MAX })
      const pulses = await ctx.pulses.read(items.map(({ value }) => value.hostId))
      return JSON.stringify({ items, pulses, arriving: ctx.arriving.size })
    },
    close: () => listener.close(0),
  }
}
