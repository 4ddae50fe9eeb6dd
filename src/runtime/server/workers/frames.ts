/**
 * Messages between a worker and the main process, over a stream of bytes: the length of what
 * follows the head (4 bytes, little-endian), the kind (1 byte), then the content.
 */
export const KINDS = {
  /** To the main process: heartbeats of one key. Answered by `outcomes`. */
  batch: 1,
  /** To the main process: ports of this machine from which connections were taken. */
  taken: 2,
  /** To the main process: a connection was refused; the port, or 0. */
  dropped: 3,
  /** To the main process: all that was taken before that `flush` is read and sent. */
  flushed: 4,
  /** To the main process: nothing is taken any more, and all that was is answered. */
  drained: 5,
  outcomes: 6,
  flush: 7,
  drain: 8,
} as const

/** A thousand heartbeats of 4 KB are less. */
export const FRAME_BYTES_MAX = 16_777_216
const HEAD_BYTES = 5

export function frame(kind: number, content: Buffer): Buffer {
  const head = Buffer.allocUnsafe(HEAD_BYTES)
  head.writeUInt32LE(content.length, 0)
  head.writeUInt8(kind, 4)
  return Buffer.concat([head, content])
}

/** One that says no more than a number. */
export function numberFrame(kind: number, value: number): Buffer {
  const content = Buffer.allocUnsafe(4)
  content.writeUInt32LE(value, 0)
  return frame(kind, content)
}

/** Takes what is read, piece by piece. Throws if a frame is longer than any can be. */
export function frameReader(
  hear: (kind: number, content: Buffer) => void,
): (bytes: Buffer) => void {
  let pieces: Buffer[] = []
  let length = 0
  let needed = HEAD_BYTES
  return (piece) => {
    pieces.push(piece)
    length += piece.length
    if (length < needed) return
    const bytes = pieces.length === 1 ? piece : Buffer.concat(pieces)
    let at = 0
    needed = HEAD_BYTES
    while (bytes.length - at >= needed) {
      const end = at + HEAD_BYTES + contentLength(bytes, at)
      if (end > bytes.length) {
        needed = end - at
        break
      }
      hear(bytes.readUInt8(at + 4), bytes.subarray(at + HEAD_BYTES, end))
      at = end
    }
    pieces = at === bytes.length ? [] : [bytes.subarray(at)]
    length = bytes.length - at
  }
}

function contentLength(bytes: Buffer, at: number): number {
  const length = bytes.readUInt32LE(at)
  if (length > FRAME_BYTES_MAX) throw new Error(`a frame of ${length} bytes`)
  return length
}
