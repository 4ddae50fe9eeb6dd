import type { Key } from '../core/key.ts'
import { replayOnce } from '../service/replay-once.ts'
import type { Call, EndpointAnswer } from './endpoint.ts'

/**
 * Runs a creation once per Idempotency-Key; a repetition gets the stored answer, without secrets.
 * https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
 */
export async function replayAnswer(
  call: Call<unknown, unknown, Key | null>,
  key: Key,
  text: string,
  run: () => Promise<EndpointAnswer | Response>,
): Promise<EndpointAnswer | Response> {
  const { ctx, request } = call
  const idempotencyKey = request.headers.get('idempotency-key')
  if (idempotencyKey === null) return run()
  const { pathname } = new URL(request.url)
  const requestHash = ctx.entropy.sha256(`${request.method} ${pathname}\n${text}`)
  let version: number | undefined
  const answer = await replayOnce(ctx, { keyId: key.id, idempotencyKey, requestHash }, async () => {
    const fresh = await run()
    if (fresh instanceof Response) throw new Error('only plain answers can be repeated')
    version = fresh.version
    return { answer: asText(fresh, fresh.body), stored: asText(fresh, fresh.stored ?? fresh.body) }
  })
  return new Response(answer.body, {
    status: answer.status,
    headers: {
      'content-type': 'application/json',
      ...(answer.location === '' ? {} : { location: answer.location }),
      ...(version === undefined ? {} : { etag: `"${version}"` }),
      ...(answer.replayed ? { 'idempotency-replayed': 'true' } : {}),
    },
  })
}

function asText({ status, location }: EndpointAnswer, body: object | undefined) {
  return { status, location: location ?? '', body: JSON.stringify(body ?? {}) }
}
