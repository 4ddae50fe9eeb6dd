import { instantText } from './instant-text.ts'

/** What the stream tells of one event: its fields, with times as the rest of the API has them. */
export function presentChange(type: string, payload: object): Record<string, unknown> {
  const fields = Object.entries(payload)
    .filter(([name]) => name !== 'kind')
    .map(([name, value]) => [name, isInstant(name, value) ? instantText(value) : value])
  return { type, ...Object.fromEntries(fields) }
}

function isInstant(name: string, value: unknown): value is number {
  const named = name === 'at' || name.endsWith('At') || name.endsWith('Since')
  return typeof value === 'number' && named
}
