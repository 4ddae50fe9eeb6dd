import { allows, type Key, type Scope } from '../core/key.ts'
import { FlatlineError } from '../core/problem.ts'
import type { Context } from '../service/context.ts'
import { findSession } from '../service/find-session.ts'
import { authorize, hasKeyInQuery, type KeyCarrier, keyText } from './authorize.ts'
import { isSameOrigin, isSecure, readSessionCookie } from './session-cookie.ts'

/**
 * The key that a request carries, or that its session stands for. A session may change something
 * only from our own pages: other sites can send a cookie, but not our Origin.
 */
export async function identifyCaller(
  ctx: Context,
  request: Request,
  scope: Scope,
  now: number,
): Promise<Key> {
  const carrier = carrierOf(request)
  const { publicUrl } = ctx.settings
  const token = readSessionCookie(request, isSecure(request, publicUrl))
  if (token === undefined || keyText(carrier) !== undefined) {
    return authorize(ctx, carrier, scope, now)
  }
  const session = await findSession(ctx, token)
  if (session === undefined) return authorize(ctx, carrier, scope, now)
  const { key } = session
  if (request.method !== 'GET' && request.method !== 'HEAD' && !isSameOrigin(request, publicUrl)) {
    throw new FlatlineError('forbidden_origin', 'A session may act from our own pages only.', {
      hint: 'Programs send an API key in x-api-key instead of a cookie.',
    })
  }
  if (allows(key, scope)) return key
  throw new FlatlineError('insufficient_scope', `This needs a key with the scope ${scope}.`, {
    hint: 'Sign in with another key.',
  })
}

export function carrierOf(request: Request): KeyCarrier {
  return {
    header: (name) => {
      const value = request.headers.get(name)
      return value === null ? [] : [value]
    },
    hasKeyInQuery: hasKeyInQuery(new URL(request.url).search.slice(1)),
  }
}
