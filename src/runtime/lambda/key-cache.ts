/**
 * Which keys a function knows. It never reads all of them: a fleet sends the same few.
 *
 * - A key is read by its id when it is not known, or was read `KNOWN_MS` ago: a revoked key works
 *   for that long.
 * - An id that no key has is remembered for `UNKNOWN_MS`, so that nobody reads the store by asking.
 * - While the records cannot be read, a key that is known stays valid, and they are asked again
 *   after `RETRY_MS`. An unknown one is answered with `store_unavailable`.
 * - One read serves all requests that wait for it. Keys of the configuration are never read.
 *
 * Ages go by the wall clock, because the monotonic one may stand still while a function is frozen.
 */
import type { Key } from '../../core/key.ts'
import { FlatlineError } from '../../core/problem.ts'
import type { Context } from '../../service/context.ts'
import { within } from './within.ts'

export interface KeyCache {
  /** Afterwards `ctx.keyring` says what is known of the key. Rejects with `store_unavailable`. */
  ensure(id: string): Promise<void>
  /** After a text that does not fit the key: true if it was read anew, at most every `DOUBT_MS`. */
  reconsider(id: string): Promise<boolean>
}

export const KNOWN_MS = 60_000
export const UNKNOWN_MS = 10_000
export const RETRY_MS = 5_000
export const DOUBT_MS = 1_000
export const IDS_MAX = 10_000
const READ_MS_MAX = 2_000

export function openKeyCache(ctx: Context, readMsMax = READ_MS_MAX): KeyCache {
  const freshUntil = new Map<string, { readonly from: number; readonly forMs: number }>()
  const reading = new Map<string, Promise<void>>()
  const builtIn = new Set<string>(ctx.settings.builtInKeys.map((key) => key.id))
  let failing = false

  const isFresh = (id: string): boolean => {
    const fresh = freshUntil.get(id)
    if (fresh === undefined) return false
    return Math.abs(ctx.clock.read().wallMs - fresh.from) < fresh.forMs
  }
  const remember = (id: string, forMs: number): void => {
    freshUntil.delete(id)
    freshUntil.set(id, { from: ctx.clock.read().wallMs, forMs })
    for (const oldest of freshUntil.keys()) {
      if (freshUntil.size <= IDS_MAX) break
      freshUntil.delete(oldest)
      if (ctx.keyring.has(oldest) && !builtIn.has(oldest)) ctx.keyring = without(ctx, oldest)
    }
  }
  const read = async (id: string): Promise<void> => {
    try {
      const key = await readKey(ctx, id, readMsMax)
      failing = false
      ctx.keyring = key === undefined ? without(ctx, id) : new Map(ctx.keyring).set(id, key)
      remember(id, key === undefined ? UNKNOWN_MS : KNOWN_MS)
    } catch (error) {
      if (!ctx.keyring.has(id)) throw unreadable(error)
      if (!failing) ctx.log.warn({ error }, 'keys cannot be read; those that are known stay valid')
      failing = true
      remember(id, RETRY_MS)
    }
  }
  const readOnce = async (id: string): Promise<void> => {
    const waiting = reading.get(id) ?? read(id).finally(() => reading.delete(id))
    reading.set(id, waiting)
    await waiting
  }
  return {
    async ensure(id) {
      if (!builtIn.has(id) && !isFresh(id)) await readOnce(id)
    },
    async reconsider(id) {
      const from = freshUntil.get(id)?.from
      if (builtIn.has(id) || from === undefined || !ctx.keyring.has(id)) return false
      if (Math.abs(ctx.clock.read().wallMs - from) < DOUBT_MS) return false
      await readOnce(id)
      return true
    },
  }
}

async function readKey(ctx: Context, id: string, msMax: number): Promise<Key | undefined> {
  const found = await within(msMax, ctx.records.get('key', [id]))
  if (found === 'late') throw new Error(`no answer within ${msMax} ms`)
  return found[0]?.value
}

/** A new map each time: what was verified with the former one is forgotten with it. */
function without(ctx: Context, id: string): ReadonlyMap<string, Key> {
  const keyring = new Map(ctx.keyring)
  keyring.delete(id)
  return keyring
}

function unreadable(cause: unknown): FlatlineError {
  return new FlatlineError('store_unavailable', 'The API key cannot be looked up at the moment.', {
    hint: 'Send it again; nothing was counted.',
    cause,
  })
}
