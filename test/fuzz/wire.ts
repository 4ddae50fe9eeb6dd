import { connect, type Socket } from 'node:net'
import { readAnswers, type WireAnswer } from './read-answers.ts'

export interface Exchange {
  readonly answers: readonly WireAnswer[]
  /** We ended our side first, and may have lost an answer by it. */
  readonly cut: boolean
  /** The other side reset the connection, which may have lost an answer. */
  readonly reset: boolean
  readonly parts: readonly Uint8Array[]
}

export interface Conversation {
  /** Resolves when all bytes are out, or the connection is over. */
  readonly written: Promise<void>
  /** Ends our side, so that the server sees that an unfinished request remains so. */
  cut(): void
  /** Resolves when the connection is closed. */
  readonly done: Promise<Exchange>
}

const CLOSE_MS = 20_000

/** Sends bytes on a connection of their own, which ends after so many answers or by the server. */
export function exchange(
  port: number,
  parts: readonly Uint8Array[],
  answersMax = Number.POSITIVE_INFINITY,
): Promise<Exchange> {
  return converse(port, parts, answersMax).done
}

/**
 * Sends bytes part by part on a connection of their own and reads strictly what comes back. `done`
 * rejects at an answer that is not well-formed, and if the connection is never closed.
 */
export function converse(
  port: number,
  parts: readonly Uint8Array[],
  answersMax = Number.POSITIVE_INFINITY,
): Conversation {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  const state = { cut: false }
  const done = read(socket, parts, answersMax, state)
    .catch((error: unknown) => {
      const fault = error instanceof Error ? error.message : String(error)
      throw new Error(`${fault}\nSent, in these parts:\n${shown(parts)}`, { cause: error })
    })
    .finally(() => socket.destroy())
  /** Whoever awaits it hears of it; until then it is nobody's fault. */
  done.catch(() => undefined)
  return {
    written: write(socket, parts),
    done,
    cut() {
      state.cut = true
      socket.end()
    },
  }
}

/** Every byte, so that it can be sent again: what is no plain text as \xNN. */
export function shown(parts: readonly Uint8Array[]): string {
  return parts.map((part) => JSON.stringify(Buffer.from(part).toString('latin1'))).join('\n')
}

function read(
  socket: Socket,
  parts: readonly Uint8Array[],
  answersMax: number,
  state: { readonly cut: boolean },
): Promise<Exchange> {
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0)
    let reset = false
    const limit = setTimeout(() => {
      const came = JSON.stringify(received.toString('latin1'))
      reject(new Error(`the connection was not closed; what came: ${came}`))
    }, CLOSE_MS)
    const orReject = (step: () => void) => () => {
      try {
        step()
      } catch (error) {
        clearTimeout(limit)
        reject(error)
      }
    }
    const finish = (ended: boolean) => {
      clearTimeout(limit)
      const { cut } = state
      const { answers, rest } = readAnswers(received, ended)
      if (rest.length > 0 && !cut && !reset) {
        throw new Error(`half an answer: ${JSON.stringify(rest.toString('latin1'))}`)
      }
      resolve({ answers, cut, reset, parts })
    }
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk])
      if (answersMax === Number.POSITIVE_INFINITY) return
      orReject(() => {
        if (readAnswers(received, false).answers.length >= answersMax) finish(false)
      })()
    })
    socket.on('error', () => {
      reset = true
    })
    socket.on(
      'close',
      orReject(() => finish(true)),
    )
  })
}

/** Each part is handed to the kernel by itself, so that the server may see it by itself. */
async function write(socket: Socket, parts: readonly Uint8Array[]): Promise<void> {
  for (const part of parts) {
    if (socket.destroyed) return
    await new Promise((resolve) => {
      socket.once('close', resolve)
      socket.write(part, () => {
        socket.off('close', resolve)
        resolve(undefined)
      })
    })
  }
}
