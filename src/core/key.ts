/**
 * API keys look like `fl_<8 id>_<43 secret><6 checksum>`, all base62. The checksum is the CRC-32 of
 * everything before it, so that a mistyped key is refused without a look at the store. Stored is
 * only the SHA-256 of the whole key.
 */
import { matchesGlob } from './glob.ts'
import type { Facts, Labels } from './host.ts'
import type { HostId, KeyId } from './ids.ts'

export const SCOPES = ['beat', 'read', 'admin'] as const
export type Scope = (typeof SCOPES)[number]

export interface Key {
  readonly id: KeyId
  readonly name: string
  readonly hash: string
  readonly scopes: readonly Scope[]
  /** Hosts that the key may speak for. */
  readonly hostPattern: string
  /** Stamped on each of its hosts; they win over what a heartbeat says. */
  readonly labels: Labels
  readonly hostsMax: number
  readonly createdAt: number
  readonly expiresAt: number | null
  /** A rotated key stays valid for its overlap: the hash it had, until then. */
  readonly former: { readonly hash: string; readonly until: number } | null
}

export const HOSTS_MAX_DEFAULT = 1_000_000

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const SHAPE = /^fl_([0-9A-Za-z]{8})_[0-9A-Za-z]{43}([0-9A-Za-z]{6})$/

/** Returns the key's id if the text is well-formed and its checksum is right. */
export function parseKey(text: string): KeyId | undefined {
  const [, id = '', sum] = SHAPE.exec(text) ?? []
  return sum !== undefined && checksum(text.slice(0, -6)) === sum ? asKeyId(id) : undefined
}

/** From 6 random bytes. */
export function formatKeyId(bytes: Uint8Array): KeyId {
  return asKeyId(base62(bytes, 8))
}

function asKeyId(text: string): KeyId {
  return text as KeyId
}

/** The text of a key; `secret` is 32 random bytes. */
export function formatKey(id: KeyId, secret: Uint8Array): string {
  const body = `fl_${id}_${base62(secret, 43)}`
  return body + checksum(body)
}

/** `admin` may do all that `read` may. `beat` stands alone: a till's key reads nothing. */
export function allows(key: Key, scope: Scope): boolean {
  return key.scopes.includes(scope) || (scope === 'read' && key.scopes.includes('admin'))
}

export function mayBeatFor(key: Key, hostId: HostId): boolean {
  return key.hostPattern === '*' || matchesGlob(key.hostPattern, hostId)
}

/** The key's own labels over what the heartbeat says; `site` is stamped like a label. */
export function stampFacts(key: Key, facts: Facts): Facts {
  const { site, ...labels } = key.labels
  const stamped = Object.keys(labels).length > 0
  return {
    ...facts,
    ...(site === undefined ? {} : { site }),
    ...(stamped ? { labels: { ...facts.labels, ...labels } } : {}),
  }
}

/** Big-endian bytes as base62 digits, left-padded to `length`; surplus high digits are cut off. */
export function base62(bytes: Uint8Array, length: number): string {
  let value = bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n)
  let digits = ''
  for (let i = 0; i < length; i++) {
    digits = BASE62[Number(value % 62n)] + digits
    value /= 62n
  }
  return digits
}

function checksum(text: string): string {
  const crc = crc32(text)
  return base62(Uint8Array.of(crc >>> 24, crc >>> 16, crc >>> 8, crc), 6)
}

/** CRC-32 (IEEE 802.3, reflected, polynomial 0xEDB88320) of ASCII text. */
function crc32(text: string): number {
  let crc = 0xffffffff
  for (let i = 0; i < text.length; i++) {
    crc ^= text.charCodeAt(i)
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return (crc ^ 0xffffffff) >>> 0
}
