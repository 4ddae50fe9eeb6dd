import type { IncomingMessage } from 'node:http'
import { BlockList, isIP, isIPv6 } from 'node:net'
import type { ProxyTrust } from '../config-fields.ts'

/**
 * The address behind a request. X-Forwarded-For is read from its end, where our own proxies write:
 * past as many addresses as there are trusted hops, or past all that lie within trusted CIDRs.
 */
export function clientAddress(trust: ProxyTrust): (request: IncomingMessage) => string {
  const isTrusted = 'cidrs' in trust ? withinAny(trust.cidrs) : undefined
  return (request) => {
    const peer = plain(request.socket.remoteAddress ?? 'unknown')
    const chain = [...forwardedFor(request), peer]
    if ('hops' in trust) return chain[Math.max(0, chain.length - 1 - trust.hops)] ?? peer
    while (chain.length > 1 && isTrusted?.(chain.at(-1) ?? '')) chain.pop()
    return chain.at(-1) ?? peer
  }
}

const ADDRESSES_MAX = 20

/** Whatever is not an address ends the chain: nothing before it can be trusted. */
function forwardedFor(request: IncomingMessage): string[] {
  const sent = request.headers['x-forwarded-for']
  if (sent === undefined) return []
  const texts = [sent].flat().join(',').split(',').slice(-ADDRESSES_MAX)
  const addresses = texts.map((text) => plain(text.trim()))
  const broken = addresses.findLastIndex((address) => isIP(address) === 0)
  return addresses.slice(broken + 1)
}

/** ::ffff:192.0.2.1 is 192.0.2.1. */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '')
}

function withinAny(cidrs: readonly string[]): (address: string) => boolean {
  const list = new BlockList()
  for (const cidr of cidrs) {
    const [address = '', bits] = cidr.split('/')
    const family = isIPv6(address) ? 'ipv6' : 'ipv4'
    if (bits === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(bits), family)
  }
  return (address) => isIP(address) > 0 && list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')
}
