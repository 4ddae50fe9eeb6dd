import { FlatlineError } from '../../core/problem.ts'
import { eventBody } from './event-body.ts'
import type { HttpEvent } from './http-result.ts'

/** Where the event does not name one: no page can come from there (RFC 6761, 6.4). */
const HOST_UNNAMED = 'unnamed.invalid'

/** The event as a Request. Throws `malformed_request` where there can be none. */
export function eventRequest(event: HttpEvent): Request {
  const { rawPath, rawQueryString, headers, cookies, requestContext } = event
  const { method } = requestContext.http
  const sent = new Headers()
  const query = rawQueryString === '' ? '' : `?${rawQueryString}`
  const hasBody = method !== 'GET' && method !== 'HEAD'
  try {
    for (const [name, value] of Object.entries(headers)) {
      if (value !== undefined) sent.append(name, value)
    }
    /** API Gateway takes the Cookie header apart. */
    if (cookies !== undefined && cookies.length > 0) sent.set('cookie', cookies.join('; '))
    return new Request(`https://${requestContext.domainName || HOST_UNNAMED}${rawPath}${query}`, {
      method,
      headers: sent,
      ...(hasBody ? { body: eventBody(event) } : {}),
    })
  } catch (cause) {
    throw new FlatlineError('malformed_request', 'The request cannot be understood.', {
      hint: 'Look at its method and its headers.',
      cause,
    })
  }
}
