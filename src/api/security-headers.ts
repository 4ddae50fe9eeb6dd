/**
 * Sent with every answer. Our pages need a stylesheet of our own and forms that post to us; nothing
 * else may load, run or frame. https://www.w3.org/TR/CSP3/
 */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; " +
    "base-uri 'none'; frame-ancestors 'none'",
}
