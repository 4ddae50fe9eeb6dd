import { type Session, sessionInputSchema, sessionSchema } from '../contract/session.ts'
import type { Key } from '../core/key.ts'
import { FlatlineError } from '../core/problem.ts'
import { closeSession } from '../service/close-session.ts'
import type { Context } from '../service/context.ts'
import { findSession } from '../service/find-session.ts'
import { findKey } from '../service/keyring.ts'
import { takeOffer } from '../service/offer-session.ts'
import { openSession } from '../service/open-session.ts'
import { recordAudit } from '../service/record-audit.ts'
import { endpoint, openEndpoint } from './endpoint.ts'
import { instantTextOrNull } from './instant-text.ts'
import { isSameOrigin, isSecure, readSessionCookie, sessionCookie } from './session-cookie.ts'

const path = '/v1/session'
const tag = 'Session'

const openingEndpoint = openEndpoint({
  method: 'POST',
  path,
  tag,
  summary: 'Sign a browser in',
  description:
    'Trades a key with the scope read or admin for a cookie (HttpOnly, SameSite=Strict) that ' +
    'stands for it for 12 hours, or until the key is revoked. `once` from the link that the ' +
    'first start prints does the same, once, within 15 minutes.',
  body: sessionInputSchema,
  answers: { 200: { description: 'Signed in', schema: sessionSchema } },
  problems: ['unauthorized', 'insufficient_scope', 'forbidden_origin'],
  run: async ({ ctx, request, body, now, from }) => {
    if (request.headers.has('origin')) assertSameOrigin(ctx, request)
    const { key: text, once } = body
    const key = once === undefined ? findKey(ctx, text ?? '', now) : await takeOffer(ctx, once)
    if (key === undefined) throw once === undefined ? invalidKey() : usedLink()
    if (key.scopes.every((scope) => scope === 'beat')) throw beatOnly()
    const { token, expiresAt } = await openSession(ctx, { key })
    await recordAudit(ctx, { key, action: `POST ${path}`, target: path, status: 200, from })
    const maxAgeSeconds = Math.floor((expiresAt - now) / 1000)
    const cookie = sessionCookie(token, maxAgeSeconds, isSecure(request, ctx.settings.publicUrl))
    return Response.json(presentSession(key, expiresAt), { headers: { 'set-cookie': cookie } })
  },
})

const readingEndpoint = endpoint({
  method: 'GET',
  path,
  tag,
  summary: 'Read who is signed in',
  scope: 'read',
  answers: { 200: { description: 'The key that the request stands for', schema: sessionSchema } },
  run: async ({ ctx, request, key }) => {
    const token = readSessionCookie(request, isSecure(request, ctx.settings.publicUrl))
    const session = token === undefined ? undefined : await findSession(ctx, token)
    const expiresAt = session?.key.id === key.id ? session.expiresAt : key.expiresAt
    return { status: 200, body: presentSession(key, expiresAt) }
  },
})

const closingEndpoint = openEndpoint({
  method: 'DELETE',
  path,
  tag,
  summary: 'Sign out',
  answers: { 204: { description: 'The session is over' } },
  problems: ['forbidden_origin'],
  run: async ({ ctx, request }) => {
    const secure = isSecure(request, ctx.settings.publicUrl)
    const token = readSessionCookie(request, secure)
    if (token !== undefined) {
      assertSameOrigin(ctx, request)
      await closeSession(ctx, token)
    }
    const cookie = sessionCookie('', 0, secure)
    return new Response(null, { status: 204, headers: { 'set-cookie': cookie } })
  },
})

export const sessionEndpoints = [openingEndpoint, readingEndpoint, closingEndpoint]

function presentSession(key: Key, expiresAt: number | null): Session {
  const { id: keyId, name, scopes } = key
  return { keyId, name, scopes: [...scopes], expiresAt: instantTextOrNull(expiresAt) }
}

function assertSameOrigin(ctx: Context, request: Request): void {
  if (isSameOrigin(request, ctx.settings.publicUrl)) return
  throw new FlatlineError('forbidden_origin', 'Sessions begin and end on our own pages only.', {
    hint: 'Programs send an API key in x-api-key and need no session.',
  })
}

function invalidKey(): FlatlineError {
  return new FlatlineError('unauthorized', 'The request carries no valid API key.', {
    hint: 'Send a key that is neither revoked nor expired: {"key": "fl_..."}.',
  })
}

function usedLink(): FlatlineError {
  return new FlatlineError('unauthorized', 'This link was used, or is older than 15 minutes.', {
    hint: 'Sign in with the admin key that was printed beside it.',
  })
}

function beatOnly(): FlatlineError {
  return new FlatlineError(
    'insufficient_scope',
    'This key may send heartbeats, and read nothing.',
    {
      hint: 'Sign in with a key that has the scope read or admin.',
    },
  )
}
