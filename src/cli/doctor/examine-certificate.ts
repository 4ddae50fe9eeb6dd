import { isIP } from 'node:net'
import { checkServerIdentity, connect, type PeerCertificate } from 'node:tls'
import { type Finding, fault, ok, warning } from './finding.ts'

const CONNECT_MS_MAX = 10_000
const DAY_MS = 86_400_000
const SOON_DAYS = 14

export interface Certificate {
  /** Why this computer does not trust it, as OpenSSL names it. */
  readonly distrust: string | undefined
  readonly isForHost: boolean
  /** Milliseconds since the Unix epoch. */
  readonly validUntil: number
}

/** Findings about the certificate of an https:// URL; none for http://. */
export async function examineCertificate(url: string, now: number): Promise<Finding[]> {
  const { protocol, hostname, port } = new URL(url)
  if (protocol !== 'https:') return []
  const host = hostname.replace(/^\[|\]$/g, '')
  const certificate = await readCertificate(host, port === '' ? 443 : Number(port))
  return certificate === undefined ? [] : judgeCertificate(host, certificate, now)
}

export function judgeCertificate(host: string, certificate: Certificate, now: number): Finding[] {
  const days = Math.floor((certificate.validUntil - now) / DAY_MS)
  const until = new Date(certificate.validUntil).toISOString().slice(0, 10)
  if (now > certificate.validUntil) {
    const cure = 'renew it on the server, and see why it was not renewed by itself'
    return [fault(`The certificate expired on ${until}.`, cure)]
  }
  if (!certificate.isForHost) {
    const cure = `get a certificate for ${host}, or use the name that it is for`
    return [fault(`The certificate is not for ${host}.`, cure)]
  }
  if (certificate.distrust !== undefined) {
    const cure =
      'install its authority on this computer (curl: --cacert, Node: NODE_EXTRA_CA_CERTS)'
    return [fault(`The certificate is not trusted here (${certificate.distrust}).`, cure)]
  }
  if (days < SOON_DAYS) {
    return [warning(`The certificate expires in ${days} days, on ${until}.`, 'renew it now')]
  }
  return [ok(`The certificate is valid until ${until}.`)]
}

/** Looks without trusting: nothing is sent. Undefined if there is no TLS to look at. */
function readCertificate(host: string, port: number): Promise<Certificate | undefined> {
  return new Promise((resolve) => {
    const servername = isIP(host) === 0 ? { servername: host } : {}
    const socket = connect({ host, port, ...servername, rejectUnauthorized: false })
    const end = (certificate: Certificate | undefined): void => {
      socket.destroy()
      resolve(certificate)
    }
    socket.setTimeout(CONNECT_MS_MAX, () => end(undefined))
    socket.on('error', () => end(undefined))
    socket.on('secureConnect', () => {
      const peer = socket.getPeerCertificate()
      end(peer.valid_to === undefined ? undefined : toCertificate(host, peer, socket))
    })
  })
}

function toCertificate(
  host: string,
  peer: PeerCertificate,
  { authorized, authorizationError }: { authorized: boolean; authorizationError: unknown },
): Certificate {
  return {
    distrust: authorized ? undefined : String(authorizationError),
    isForHost: checkServerIdentity(host, peer) === undefined,
    validUntil: Date.parse(peer.valid_to),
  }
}
