import type { Server } from 'node:http'
import { EXIT, StartError } from '../start-error.ts'

/**
 * As many as may be connected; Linux gives at most net.core.somaxconn. Node asks for 511: what a
 * fleet opens beyond that at second 0 is not refused but left out, and comes a second later.
 */
const BACKLOG = 20_000

/** Resolves with the port, which the system chooses if `port` is 0. Throws a StartError. */
export function listenOn(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const refuse = (error: NodeJS.ErrnoException) => reject(refusal(error, port, host))
    server.once('error', refuse)
    server.listen({ port, host, backlog: BACKLOG }, () => {
      server.off('error', refuse)
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}

function refusal(error: NodeJS.ErrnoException, port: number, host: string): StartError {
  const other = 'set another with FLATLINE_PORT or --port.'
  switch (error.code) {
    case 'EADDRINUSE':
      return new StartError(`Port ${port} is in use: stop what uses it, or ${other}`, EXIT.failed)
    case 'EACCES':
      return new StartError(`Port ${port} may not be opened by this user: ${other}`)
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new StartError(
        `${host} is no address of this machine: set FLATLINE_HOST to one, for example 0.0.0.0.`,
      )
    default:
      return new StartError(`Cannot listen on ${host}:${port} (${error.code}).`, EXIT.failed, error)
  }
}

/** How a person at this machine writes the address. */
export function localUrl(scheme: 'http' | 'https', host: string, port: number): string {
  const everywhere = host === '0.0.0.0' || host === '::'
  const name = everywhere ? 'localhost' : host.includes(':') ? `[${host}]` : host
  return `${scheme}://${name}:${port}`
}
