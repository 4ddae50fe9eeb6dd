/**
 * Signatures as Standard Webhooks defines them.
 * https://github.com/standard-webhooks/standard-webhooks/tree/main/spec
 */
import { createHmac } from 'node:crypto'

const PREFIX = 'whsec_'
const KEY_BYTES_MIN = 24
const KEY_BYTES_MAX = 64

/** The key in `whsec_…` (base64 of 24-64 bytes); undefined if it is not well-formed. */
export function webhookKey(secret: string): Buffer | undefined {
  if (!secret.startsWith(PREFIX) || secret.length > 200) return undefined
  const text = secret.slice(PREFIX.length)
  const key = Buffer.from(text, 'base64')
  if (key.toString('base64') !== text) return undefined
  return key.length >= KEY_BYTES_MIN && key.length <= KEY_BYTES_MAX ? key : undefined
}

/** The three headers; `at` is the instant of the attempt, in milliseconds. */
export function webhookHeaders(
  key: Buffer,
  id: string,
  at: number,
  body: string,
): Record<string, string> {
  const timestamp = String(Math.floor(at / 1_000))
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature}`,
  }
}
