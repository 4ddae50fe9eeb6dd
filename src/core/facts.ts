import type { Facts } from './host.ts'

/**
 * A 32-bit FNV-1a fingerprint of what a heartbeat says about its host, never 0. A pulse keeps the
 * fingerprint that is recorded, so that an unchanged heartbeat costs no look at the record.
 * http://www.isthe.com/chongo/tech/comp/fnv/
 */
export function factsPrint(facts: Facts): number {
  if (facts.site === undefined && facts.labels === undefined) return 0
  let print = mix(0x811c9dc5, facts.site ?? '\u0000')
  if (facts.labels !== undefined) {
    print = mix(print, '\u0003')
    for (const name of Object.keys(facts.labels).sort()) {
      print = mix(mix(print, `\u0001${name}`), `\u0002${facts.labels[name]}`)
    }
  }
  return print === 0 ? 1 : print
}

function mix(print: number, text: string): number {
  let mixed = print
  for (let i = 0; i < text.length; i++) {
    mixed = Math.imul(mixed ^ text.charCodeAt(i), 0x01000193) >>> 0
  }
  return mixed
}
