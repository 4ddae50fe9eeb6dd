const SMTP = /^smtps?:\/\//i
const PORT = /:(\d+)$/
const ENCODE = 'write special characters of the password as %XX (%23 for #, %2F for /, %40 for @)'

/** What is wrong with the URL of a mail server, going on from its name; undefined if nothing is. */
export function smtpUrlFault(text: string): string | undefined {
  if (!SMTP.test(text)) return 'must be a URL that begins with smtp:// or smtps://'
  const rest = text.replace(SMTP, '')
  const authority = rest.split(/[/?#]/)[0] ?? ''
  if (rest.slice(authority.length).includes('@')) return `cannot be read: ${ENCODE}`
  const port = PORT.exec(authority)?.[1]
  if (port !== undefined && !isPort(Number(port))) return 'must have a port from 1 to 65535'
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^\/?$/.test(url.pathname) || url.hash !== '') {
    return `cannot be read: give a login, a server and a port; ${ENCODE}`
  }
  if (!isDecodable(url.username + url.password)) return `has a login with a bare %: ${ENCODE}`
  return url.hostname === '' ? 'must name a mail server' : undefined
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}

function isPort(port: number): boolean {
  return port >= 1 && port <= 65_535
}
