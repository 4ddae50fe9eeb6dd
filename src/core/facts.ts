import type { Facts } from './host.ts'

const FNV_OFFSET = 0x811c9dc5

/**
 * A 32-bit fingerprint of what a heartbeat says about its host; 0 if it says nothing. A pulse keeps
 * the fingerprint that is recorded, so that an unchanged heartbeat costs no look at the record. It
 * is the exclusive or of two FNV-1a prints, so that either part can be taken out of it again.
 * http://www.isthe.com/chongo/tech/comp/fnv/
 */
export function factsPrint(facts: Facts): number {
  return (placePrint(facts) ^ timingPrint(facts)) >>> 0
}

/** Of the interval and timeout alone. */
export function timingPrint({ timing }: Facts): number {
  if (timing === undefined) return 0
  return mix(FNV_OFFSET, `\u0004${timing.intervalMs}\u0005${timing.timeoutMs}`)
}

/** Of site and labels alone. */
export function placePrint(facts: Facts): number {
  if (facts.site === undefined && facts.labels === undefined) return 0
  let print = mix(FNV_OFFSET, facts.site ?? '\u0000')
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
