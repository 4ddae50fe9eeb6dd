import { base62 } from '../core/key.ts'
import type { Context } from './context.ts'

/** A new id of 64 random bits in 11 letters and digits: safe in URLs and in derived ids. */
export function drawId<I extends string>(ctx: Context): I {
  return base62(ctx.entropy.bytes(8), 11) as I
}
