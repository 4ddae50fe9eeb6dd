/**
 * Which addresses may a webhook reach?
 *
 * - Those that the operator named, whatever they are.
 * - Else public ones only, as request-filtering-agent (by ipaddr.js) knows them. It refuses
 *   loopback, private, link-local, carrier, multicast, reserved and unspecified addresses, and
 *   IPv6 forms that carry an IPv4 address.
 * - Of IPv6 nothing outside 2000::/3, the only global unicast space that is handed out:
 *   https://www.iana.org/assignments/ipv6-address-space
 */
import { BlockList, isIP } from 'node:net'
import { RequestFilteringHttpAgent } from 'request-filtering-agent'
import { FlatlineError } from '../core/problem.ts'

/** `named`: the operator allowed it though it may be private. */
export type AddressVerdict = 'named' | 'public' | 'forbidden'

/**
 * `allowTargets` are addresses or CIDRs; one that cannot be read throws `invalid_field`. The rule
 * takes a literal IPv4 or IPv6 address without brackets.
 */
export function addressRules(allowTargets: readonly string[]): (address: string) => AddressVerdict {
  const named = new BlockList()
  for (const target of allowTargets) addTarget(named, target)
  const globalUnicast = new BlockList()
  globalUnicast.addSubnet('2000::', 3, 'ipv6')
  return (address) => {
    const family = isIP(address)
    if (family === 0) return 'forbidden'
    if (named.check(address, family === 4 ? 'ipv4' : 'ipv6')) return 'named'
    if (family === 6 && !globalUnicast.check(address, 'ipv6')) return 'forbidden'
    return isFiltered(address) ? 'forbidden' : 'public'
  }
}

const filter = new RequestFilteringHttpAgent()

/** Asks the agent as a connection would. The socket is gone before it could send a packet. */
function isFiltered(address: string): boolean {
  let filtered = false
  const socket = filter.createConnection({ host: address, port: 9 }, (error) => {
    filtered = error !== null
  })
  socket.on('error', () => {})
  socket.destroy()
  return filtered
}

function addTarget(list: BlockList, target: string): void {
  const [address = '', prefix, ...rest] = target.trim().split('/')
  const family = isIP(address)
  const bits = family === 4 ? 32 : 128
  const length = prefix === undefined ? bits : /^\d{1,3}$/.test(prefix) ? Number(prefix) : bits + 1
  if (family === 0 || rest.length > 0 || length > bits) {
    throw new FlatlineError('invalid_field', 'An allowed target is not an address or CIDR', {
      hint: 'Write FLATLINE_ALLOW_TARGETS like this: 10.0.0.0/8,127.0.0.1/32,fd00::/8',
    })
  }
  list.addSubnet(address, length, family === 4 ? 'ipv4' : 'ipv6')
}
