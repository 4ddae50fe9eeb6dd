import pc from 'picocolors'
import type { Io, Sink } from './io.ts'

export type Paint = ReturnType<typeof pc.createColors>

/** Colours on a terminal only, and never with NO_COLOR (https://no-color.org). */
export function paintFor(io: Pick<Io, 'env'>, sink: Sink): Paint {
  const refused = (io.env.NO_COLOR ?? '') !== '' || io.env.TERM === 'dumb'
  return pc.createColors(sink.isTTY && !refused)
}
