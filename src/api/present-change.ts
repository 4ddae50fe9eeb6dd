import { instantText } from './instant-text.ts'
import { maskedAddress } from './masked-address.ts'

/**
 * What the stream tells of one event: its fields, with times as the rest of the API has them. Whole
 * addresses of senders are for administrators.
 */
export function presentChange(
  type: string,
  payload: object,
  admin = false,
): Record<string, unknown> {
  const fields = Object.entries(payload)
    .filter(([name]) => name !== 'kind')
    .map(([name, value]) => [name, present(name, value, admin)])
  return { type, ...Object.fromEntries(fields) }
}

function isInstant(name: string, value: unknown): value is number {
  const named = name === 'at' || name.endsWith('At') || name.endsWith('Since')
  return typeof value === 'number' && named
}

function present(name: string, value: unknown, admin: boolean): unknown {
  if (isInstant(name, value)) return instantText(value)
  return name === 'from' && typeof value === 'string' && !admin ? maskedAddress(value) : value
}
