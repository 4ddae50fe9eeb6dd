import { connect, type Socket } from 'node:net'
import { LINGER_MS_MAX } from '../linger.ts'
import { proxyLine } from './proxy-line.ts'

export interface HandToMain {
  handOver(socket: Socket, rest: Buffer): void
  /** Resolves when what was handed over before is in the hands of the main process. */
  settled(): Promise<void>
}

/**
 * Connects a connection with the main process for good; there is node:http. What either side sends,
 * its end, and its reset go through. `onRefused`: the main process did not take it.
 */
export function handToMain(path: string, onRefused: () => void): HandToMain {
  const beginning = new Set<Promise<void>>()
  return {
    handOver(socket, rest) {
      if (socket.destroyed) return
      const main = connect({ path, allowHalfOpen: true })
      const begun = new Promise<void>((resolve) => {
        main.write(Buffer.concat([Buffer.from(proxyLine(socket)), rest]), () => resolve())
        main.once('close', resolve)
      })
      beginning.add(begun)
      void begun.then(() => beginning.delete(begun))
      main.once('error', onRefused).once('connect', () => main.off('error', onRefused))
      join(socket, main)
    },
    async settled() {
      await Promise.all(beginning)
    },
  }
}

function join(socket: Socket, main: Socket): void {
  const reset = () => {
    main.destroy()
    socket.destroy()
  }
  socket.on('error', reset).on('close', reset)
  main.on('error', reset)
  // The main process has said all: nothing that comes now would be read.
  main.once('end', () => {
    const timer = setTimeout(reset, LINGER_MS_MAX)
    socket.once('close', () => clearTimeout(timer))
  })
  main.pipe(socket)
  socket.pipe(main)
}
