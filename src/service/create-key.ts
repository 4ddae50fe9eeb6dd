import type { Labels } from '../core/host.ts'
import { formatKey, formatKeyId, HOSTS_MAX_DEFAULT, type Key, type Scope } from '../core/key.ts'
import { FlatlineError } from '../core/problem.ts'
import type { Context } from './context.ts'
import { KEYS_MAX, refreshKeyring } from './keyring.ts'
import { writeRecord } from './write-record.ts'

export interface NewKey {
  readonly name: string
  readonly scopes: readonly Scope[]
  /** A glob; default `*`. */
  readonly hostPattern?: string
  readonly labels?: Labels
  readonly hostsMax?: number
  readonly expiresAt?: number | null
}

/** The text is the key itself: shown once, never stored. */
export interface ShownKey {
  readonly key: Key
  readonly text: string
}

const DRAWS_MAX = 5

/** The key is valid in this process at once. Throws `limit_reached`, `invalid_field`. */
export async function createKey(ctx: Context, input: NewKey): Promise<ShownKey> {
  const now = ctx.clock.read().wallMs
  const expiresAt = input.expiresAt ?? null
  if (expiresAt !== null && expiresAt <= now) throw alreadyExpired()
  await refreshKeyring(ctx)
  if (ctx.keyring.size >= KEYS_MAX) throw tooManyKeys()
  for (let draw = 0; draw < DRAWS_MAX; draw++) {
    const id = formatKeyId(ctx.entropy.bytes(6))
    if (ctx.keyring.has(id)) continue
    const text = formatKey(id, ctx.entropy.bytes(32))
    const key: Key = {
      id,
      name: input.name,
      hash: ctx.entropy.sha256(text),
      scopes: input.scopes,
      hostPattern: input.hostPattern ?? '*',
      labels: input.labels ?? {},
      hostsMax: input.hostsMax ?? HOSTS_MAX_DEFAULT,
      createdAt: now,
      expiresAt,
      former: null,
    }
    if (!(await writeRecord(ctx, 'key', id, key, 0))) continue
    await refreshKeyring(ctx)
    return { key, text }
  }
  throw new FlatlineError('conflict', 'No free key id was found.', {
    hint: 'Repeat the request.',
  })
}

function tooManyKeys(): FlatlineError {
  return new FlatlineError('limit_reached', `There can be ${KEYS_MAX} API keys.`, {
    hint: 'Revoke keys that are no longer used.',
  })
}

function alreadyExpired(): FlatlineError {
  return new FlatlineError('invalid_field', 'The key would have expired already.', {
    hint: 'Give an expiresAt in the future, or leave it out.',
    errors: [{ pointer: '/expiresAt', detail: 'must be in the future' }],
  })
}
