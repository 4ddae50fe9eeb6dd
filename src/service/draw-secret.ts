import { base62 } from '../core/key.ts'
import type { Context } from './context.ts'

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const SECRET_DIGITS = 44

/** 256 random bits in 43 letters and digits: for cookies and links. */
export function drawToken(ctx: Context): string {
  return base62(ctx.entropy.bytes(32), 43)
}

/**
 * A webhook secret of 33 random bytes. Each base64 digit stands for six bits, and 44 of them need
 * no padding. https://github.com/standard-webhooks/standard-webhooks (secrets of 24 to 64 bytes)
 */
export function drawWebhookSecret(ctx: Context): string {
  const digits = Array.from(ctx.entropy.bytes(SECRET_DIGITS), (byte) => BASE64.charAt(byte & 63))
  return `whsec_${digits.join('')}`
}
