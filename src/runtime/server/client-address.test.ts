import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { expect, it } from 'vitest'
import type { ProxyTrust } from '../config-fields.ts'
import { clientAddress } from './client-address.ts'

function requestFrom(peer: string, forwardedFor: string | undefined): IncomingMessage {
  const socket = Object.defineProperty(new Socket(), 'remoteAddress', { value: peer })
  const request = new IncomingMessage(socket)
  if (forwardedFor !== undefined) request.headers['x-forwarded-for'] = forwardedFor
  return request
}

const INNER: ProxyTrust = { cidrs: ['10.0.0.0/8', '::1'] }

it.each<[string, ProxyTrust, string, string | undefined, string]>([
  ['is the peer', { hops: 0 }, '198.51.100.7', undefined, '198.51.100.7'],
  [
    'is the peer, whatever a stranger claims',
    { hops: 0 },
    '198.51.100.7',
    '1.2.3.4',
    '198.51.100.7',
  ],
  ['is written as IPv4 where it is', { hops: 0 }, '::ffff:198.51.100.7', undefined, '198.51.100.7'],
  ['comes from one proxy', { hops: 1 }, '10.0.0.1', '1.2.3.4', '1.2.3.4'],
  ['is not what was sent to that proxy', { hops: 1 }, '10.0.0.1', '6.6.6.6, 1.2.3.4', '1.2.3.4'],
  ['comes from two proxies', { hops: 2 }, '10.0.0.1', '1.2.3.4, 10.0.0.2', '1.2.3.4'],
  ['is the peer if the proxy says nothing', { hops: 1 }, '10.0.0.1', undefined, '10.0.0.1'],
  [
    'is the first beyond trusted networks',
    INNER,
    '10.0.0.1',
    '6.6.6.6, 1.2.3.4, 10.1.1.1',
    '1.2.3.4',
  ],
  ['is an untrusted peer', INNER, '198.51.100.7', '1.2.3.4', '198.51.100.7'],
  ['is never nonsense', INNER, '::1', '1.2.3.4, <script>, 10.0.0.9', '10.0.0.9'],
])('the address %s', (_, trust, peer, forwardedFor, expected) => {
  expect(clientAddress(trust)(requestFrom(peer, forwardedFor))).toBe(expected)
})
