import type { HttpResult } from './http-result.ts'

const TEXT = /^(?:text\/|application\/(?:[\w.+-]*\+)?(?:json|xml|javascript))/i

/** A Response as API Gateway wants it: cookies apart, and what is no text in base64. */
export async function responseResult(response: Response): Promise<HttpResult> {
  const { status, headers } = response
  const cookies = headers.getSetCookie()
  const others = [...headers].filter(([name]) => name !== 'set-cookie')
  const bytes = Buffer.from(await response.arrayBuffer())
  const isText =
    TEXT.test(headers.get('content-type') ?? 'text/') && !headers.has('content-encoding')
  return {
    statusCode: status,
    headers: Object.fromEntries(others),
    body: bytes.toString(isText ? 'utf8' : 'base64'),
    isBase64Encoded: !isText,
    ...(cookies.length > 0 ? { cookies } : {}),
  }
}
