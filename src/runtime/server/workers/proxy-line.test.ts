import type { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { PROXY_LINE_BYTES_MAX, probeLine, proxyLine, readProxyLine } from './proxy-line.ts'

const LONGEST = Array.from({ length: 8 }, () => 'ffff').join(':')

function lineFrom(remoteAddress: string | undefined, localAddress = '127.0.0.1'): string {
  return proxyLine(asSocket({ remoteAddress, remotePort: 65_535, localAddress, localPort: 8_080 }))
}

function asSocket(ends: object): Socket {
  return ends as Socket
}

test('the address of a client goes through', () => {
  const read = (address: string, local?: string) =>
    readProxyLine(lineFrom(address, local).replace(/\r\n$/, ''))
  expect(lineFrom('192.0.2.7')).toBe('PROXY TCP4 192.0.2.7 127.0.0.1 65535 8080\r\n')
  expect(read('192.0.2.7')).toEqual({ address: '192.0.2.7', port: 65_535 })
  expect(read('::ffff:192.0.2.7')).toEqual({ address: '192.0.2.7', port: 65_535 })
  expect(read('2001:db8::1', '::1')).toEqual({ address: '2001:db8::1', port: 65_535 })
  expect(read('fe80::1%eth0', '::1')).toEqual({ address: 'fe80::1%eth0', port: 65_535 })
  expect(lineFrom(LONGEST, LONGEST).length).toBeLessThanOrEqual(PROXY_LINE_BYTES_MAX)
})

test('somebody who is gone already comes from nowhere', () => {
  expect(readProxyLine(lineFrom(undefined).trim())).toBeNull()
})

test('a probe is known by its number', () => {
  expect(readProxyLine(probeLine(12).trim())).toBe(12)
})

test.each(['', 'GET / HTTP/1.1', 'PROXY TCP4 nonsense 127.0.0.1 1 2', 'PROXY UNKNOWN 1 2'])(
  'takes no other line for one: %s',
  (line) => {
    expect(readProxyLine(line)).toBeUndefined()
  },
)
