/**
 * Which keys the API knows: all of them, read anew every `KEYRING_MS`.
 *
 * - A key that is not among them is read by its id, so that a new one works at once.
 * - A session, or a sign-in, may stand for such a key too: after an answer 401 all keys are read
 *   again, `DOUBT_MS` after the last time at the earliest, and the request is judged once more.
 * - While keys cannot be read, those that are known stay valid. If none were ever read, whoever
 *   sends one is answered with `store_unavailable`; open routes need none.
 */
import { FlatlineError } from '../../core/problem.ts'
import type { Context } from '../../service/context.ts'
import { refreshKeyring } from '../../service/keyring.ts'
import { carriedKeyId, eventCarrier } from './event-key.ts'
import type { HttpEvent } from './http-result.ts'
import type { KeyCache } from './key-cache.ts'
import { within } from './within.ts'

export interface ApiAccess {
  /** Before a request is judged. Rejects with `store_unavailable`. */
  prepare(event: HttpEvent): Promise<void>
  /** After an answer 401: may it be judged once more? */
  reconsider(): Promise<boolean>
}

export const KEYRING_MS = 60_000
export const DOUBT_MS = 2_000
const RETRY_MS = 5_000
const READ_MS_MAX = 4_000

export function openApiAccess(ctx: Context, keys: KeyCache): ApiAccess {
  let triedAt = Number.NEGATIVE_INFINITY
  let worked = false
  let everWorked = false
  const age = () => Math.abs(ctx.clock.read().wallMs - triedAt)
  const refresh = async () => {
    triedAt = ctx.clock.read().wallMs
    try {
      const read = await within(READ_MS_MAX, refreshKeyring(ctx))
      if (read === 'late') throw new Error(`no answer within ${READ_MS_MAX} ms`)
      worked = true
      everWorked = true
    } catch (error) {
      ctx.log.warn({ error }, 'keys cannot be read; those that are known stay valid')
      worked = false
    }
  }
  return {
    async prepare(event) {
      if (!needsKeys(event)) return
      if (age() >= (worked ? KEYRING_MS : RETRY_MS)) await refresh()
      if (!everWorked) throw unreadable()
      const id = soleKeyId(event)
      if (id !== undefined && !ctx.keyring.has(id)) await keys.ensure(id)
    },
    async reconsider() {
      if (age() < DOUBT_MS) return false
      await refresh()
      return worked
    },
  }
}

/** A sign-in has its key in the body, which nobody has read yet. */
function needsKeys({ headers, cookies = [], requestContext }: HttpEvent): boolean {
  const carries = headers['x-api-key'] ?? headers.authorization ?? cookies[0]
  return carries !== undefined || requestContext.http.method === 'POST'
}

/** What is wrong with several keys, the app says. */
function soleKeyId(event: HttpEvent): string | undefined {
  try {
    return carriedKeyId(eventCarrier(event))
  } catch {
    return undefined
  }
}

function unreadable(): FlatlineError {
  return new FlatlineError('store_unavailable', 'API keys cannot be looked up at the moment.', {
    hint: 'Try again in a few seconds.',
  })
}
