import { allows, type Key, type Scope } from '../core/key.ts'
import { FlatlineError } from '../core/problem.ts'
import type { Context } from '../service/context.ts'
import { findKey } from '../service/keyring.ts'

/** How a request may carry a key. */
export interface KeyCarrier {
  /** All values of a header, by its lower-case name; repeated ones may come joined by commas. */
  header(name: string): readonly string[]
  readonly hasKeyInQuery: boolean
}

const BEARER = /^bearer +(\S+)$/i
const QUERY_NAMES = new Set([
  'key',
  'api_key',
  'apikey',
  'api-key',
  'x-api-key',
  'token',
  'access_token',
  'authorization',
])

/**
 * The key behind a request. Throws `ambiguous_key`, `key_in_query`, `unauthorized` (the same for a
 * missing, malformed, unknown, revoked and expired key) or `insufficient_scope`.
 */
export function authorize(ctx: Context, carrier: KeyCarrier, scope: Scope, now: number): Key {
  if (carrier.hasKeyInQuery) throw keyInQuery()
  const text = keyText(carrier)
  const key = text === undefined ? undefined : verifiedKey(ctx, text, now)
  if (key === undefined) throw unauthorized()
  if (!allows(key, scope)) throw insufficientScope(key, scope)
  return key
}

/**
 * Texts that proved to be keys of the present keyring. A fleet sends the same few keys over and
 * over, and hashing them is dear on the hot path; a new keyring, every second, forgets them.
 */
const verified = new WeakMap<Context['keyring'], Map<string, Key>>()

export function verifiedKey(ctx: Context, text: string, now: number): Key | undefined {
  const known = verified.get(ctx.keyring) ?? new Map<string, Key>()
  const seen = known.get(text)
  if (seen !== undefined && (seen.expiresAt === null || now < seen.expiresAt)) return seen
  const key = findKey(ctx, text, now)
  if (key === undefined || key.former !== null) return key
  verified.set(ctx.keyring, known.set(text, key))
  return key
}

/** `query` is what follows the `?`. */
export function hasKeyInQuery(query: string): boolean {
  if (query === '') return false
  for (const name of new URLSearchParams(query).keys()) {
    if (QUERY_NAMES.has(name.toLowerCase())) return true
  }
  return false
}

/** The text of the key that a request carries; undefined if it carries none. */
export function keyText(carrier: KeyCarrier): string | undefined {
  const own = valuesOf(carrier, 'x-api-key')
  const bearers = valuesOf(carrier, 'authorization').flatMap(bearerToken)
  if (own.length > 1 || bearers.length > 1) throw ambiguousKey()
  if (own[0] !== undefined && bearers[0] !== undefined && own[0] !== bearers[0]) {
    throw ambiguousKey()
  }
  return own[0] ?? bearers[0]
}

/** No key contains a comma, so a comma can only join two headers. */
function valuesOf(carrier: KeyCarrier, name: string): string[] {
  return carrier
    .header(name)
    .flatMap((value) => value.split(','))
    .map((value) => value.trim())
    .filter((value) => value !== '')
}

/** Other schemes belong to someone else, such as a proxy in between. */
function bearerToken(value: string): string[] {
  const token = BEARER.exec(value)?.[1]
  return token === undefined ? [] : [token]
}

function ambiguousKey(): FlatlineError {
  return new FlatlineError('ambiguous_key', 'The request carries more than one API key.', {
    hint: 'Send one key, once: in x-api-key or as Authorization: Bearer.',
  })
}

function keyInQuery(): FlatlineError {
  return new FlatlineError(
    'key_in_query',
    'API keys in URLs end up in logs and are not accepted.',
    {
      hint: 'Send the key in the x-api-key header, and replace it if the URL was logged anywhere.',
    },
  )
}

function unauthorized(): FlatlineError {
  return new FlatlineError('unauthorized', 'The request carries no valid API key.', {
    hint: 'Send a key that is neither revoked nor expired: -H "x-api-key: fl_..."',
  })
}

function insufficientScope(key: Key, scope: Scope): FlatlineError {
  const detail = `This needs a key with the scope ${scope}; this one has ${key.scopes.join(', ')}.`
  return new FlatlineError('insufficient_scope', detail, {
    hint: `Make one with: flatline keys create --name NAME --scope ${scope}`,
  })
}
