/**
 * The browser's session: `__Host-flatline` where the page came over https, so that no subdomain
 * and no plain connection can set it; `flatline` otherwise (http://localhost).
 * https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis (cookie name prefixes)
 */
const SECURE_NAME = '__Host-flatline'
const PLAIN_NAME = 'flatline'

/** `publicUrl` tells that a proxy in front of us speaks https. */
export function isSecure(request: Request, publicUrl: string | null): boolean {
  const url = new URL(request.url)
  if (url.protocol === 'https:') return true
  if (publicUrl === null || !publicUrl.startsWith('https:')) return false
  return new URL(publicUrl).host === url.host
}

/** The token in the request's cookie; undefined if there is none, or more than one. */
export function readSessionCookie(request: Request, secure: boolean): string | undefined {
  const wanted = secure ? SECURE_NAME : PLAIN_NAME
  const tokens = (request.headers.get('cookie') ?? '')
    .split(';')
    .map((pair) => pair.trim().split('='))
    .filter(([name, value]) => name === wanted && value !== undefined && value !== '')
    .map(([, value]) => value)
  return tokens.length === 1 ? tokens[0] : undefined
}

/** An empty token takes the cookie away. */
export function sessionCookie(token: string, maxAgeSeconds: number, secure: boolean): string {
  const name = secure ? SECURE_NAME : PLAIN_NAME
  const attributes = `Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Strict`
  return `${name}=${token}; ${attributes}${secure ? '; Secure' : ''}`
}

/** Does the Origin header name this server itself? An absent one does not. */
export function isSameOrigin(request: Request, publicUrl: string | null): boolean {
  const origin = request.headers.get('origin')
  if (origin === null) return false
  const own = new URL(request.url).origin
  return origin === own || (publicUrl !== null && origin === new URL(publicUrl).origin)
}
