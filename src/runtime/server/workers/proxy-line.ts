/**
 * The first line of a connection that is handed over: whom it comes from (PROXY protocol, version
 * 1: https://www.haproxy.org/download/1.8/doc/proxy-protocol.txt, 2.1). Only the private socket of
 * the main process accepts it.
 */
import { isIP, type Socket } from 'node:net'

export interface Origin {
  readonly address: string
  readonly port: number
}

/** With its end. */
export const PROXY_LINE_BYTES_MAX = 107
const LINE = /^PROXY TCP[46] (\S{2,45}) \S{2,45} (\d{1,5}) \d{1,5}$/
const UNKNOWN = /^PROXY UNKNOWN(?: (\d{1,10}))?$/

export function proxyLine(socket: Socket): string {
  const { remoteAddress, remotePort, localAddress, localPort } = socket
  if (remoteAddress === undefined || localAddress === undefined) return 'PROXY UNKNOWN\r\n'
  const from = plain(remoteAddress)
  const to = plain(localAddress)
  return `PROXY TCP${isIP(from)} ${from} ${to} ${remotePort} ${localPort}\r\n`
}

/** Comes from nobody; what follows UNKNOWN means nothing to others. */
export function probeLine(id: number): string {
  return `PROXY UNKNOWN ${id}\r\n`
}

/** Without its end: an origin, the number of a probe, or null for somebody who is gone already. */
export function readProxyLine(line: string): Origin | number | null | undefined {
  const [, address = '', port] = LINE.exec(line) ?? []
  if (isIP(address) !== 0) return { address, port: Number(port) }
  const unknown = UNKNOWN.exec(line)
  if (unknown === null) return undefined
  return unknown[1] === undefined ? null : Number(unknown[1])
}

function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '')
}
