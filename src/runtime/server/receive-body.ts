import type { IncomingMessage } from 'node:http'
import { tooLarge } from '../../api/ingest.ts'

/** The sender went away before its request was complete: nobody waits for an answer. */
export class SenderGone extends Error {}

/** Reads a body into memory; rejects with `body_too_large` at the first byte beyond the bound. */
export function receiveBody(request: IncomingMessage, bytesMax: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const settle = () => {
      request.off('data', take).off('end', finish).off('close', gone).off('error', gone)
    }
    const take = (chunk: Buffer) => {
      size += chunk.length
      chunks.push(chunk)
      if (size <= bytesMax) return
      settle()
      reject(tooLarge(bytesMax))
    }
    const finish = () => {
      settle()
      const [only] = chunks
      resolve(only !== undefined && chunks.length === 1 ? only : Buffer.concat(chunks, size))
    }
    const gone = () => {
      settle()
      reject(new SenderGone())
    }
    request.on('data', take).on('end', finish).on('close', gone).on('error', gone)
  })
}
