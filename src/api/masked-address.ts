/** `192.0.x.x`, `2001:db8:x`: which network it is, not which computer. */
export function maskedAddress(address: string): string {
  const [first = '', second = ''] = address.split(/[.:]/)
  if (/^\d+\.\d+\.\d+\.\d+$/.test(address)) return `${first}.${second}.x.x`
  return address.includes(':') ? `${first}:${second}:x` : 'x'
}
