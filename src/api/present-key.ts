import type { Key as KeyAnswer } from '../contract/key.ts'
import type { Key } from '../core/key.ts'
import { instantText, instantTextOrNull } from './instant-text.ts'

/** Never its hash. */
export function presentKey(key: Key): KeyAnswer {
  return {
    id: key.id,
    name: key.name,
    scopes: [...key.scopes],
    hostPattern: key.hostPattern,
    labels: { ...key.labels },
    hostsMax: key.hostsMax,
    createdAt: instantText(key.createdAt),
    expiresAt: instantTextOrNull(key.expiresAt),
    formerUntil: instantTextOrNull(key.former?.until ?? null),
  }
}
