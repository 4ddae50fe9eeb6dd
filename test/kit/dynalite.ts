import type { Server } from 'node:http'
import dynalite from 'dynalite'
import type { Place } from '../../src/store/dynamodb/client.ts'
import { listen } from './listen.ts'

export interface Dynalite {
  readonly place: Place & { readonly endpoint: string }
  /** A name that no table of this server has. */
  newName(stem: string): string
  /** Resolves when the port is free and the tables are forgotten. */
  close(): Promise<void>
}

/** A DynamoDB in memory on loopback: one server is one region. */
export async function startDynalite(region = 'us-east-1'): Promise<Dynalite> {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 })
  const drained = trackRequests(server)
  const port = await listen(server)
  let tables = 0
  return {
    place: { region, endpoint: `http://127.0.0.1:${port}` },
    newName: (stem) => `${stem}-${++tables}`,
    async close() {
      await drained()
      server.closeAllConnections()
      await new Promise<void>((resolve, reject) => {
        server.close((error) => (error === undefined || error === null ? resolve() : reject(error)))
      })
    },
  }
}

/** A request whose client has gone is worked on all the same: it must find the database open. */
function trackRequests(server: Server): () => Promise<void> {
  let pending = 0
  let whenDrained = () => {}
  server.prependListener('request', (request, response) => {
    request.once('end', () => pending++)
    response.end = new Proxy(response.end, {
      apply(end, self, args) {
        pending--
        if (pending === 0) whenDrained()
        return Reflect.apply(end, self, args)
      },
    })
  })
  return () =>
    new Promise((resolve) => {
      whenDrained = resolve
      if (pending === 0) resolve()
    })
}
