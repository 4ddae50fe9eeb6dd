import { readFileSync } from 'node:fs'

/** Of what was waited, at least this part counts. */
const GIVEN_SHARE_MIN = 0.25

/**
 * Milliseconds since it was made in which this machine could work: what a hypervisor gave to other
 * machines (`steal` in /proc/stat, proc(5)) does not count, where the system tells it.
 */
export function givenTime(): () => number {
  const began = performance.now()
  const share = givenShare()
  return () => (performance.now() - began) * share()
}

/** Which part of the time since it was made that is. */
export function givenShare(): () => number {
  const before = processorTicks()
  return () => {
    const now = processorTicks()
    const wanted = now.wanted - before.wanted
    const given = wanted <= 0 ? 1 : 1 - (now.stolen - before.stolen) / wanted
    return Math.max(GIVEN_SHARE_MIN, given)
  }
}

/** `wanted`: when there was something to do, whether it was done or the time was stolen. */
function processorTicks(): { readonly wanted: number; readonly stolen: number } {
  try {
    const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n', 1)
    const ticks = line.trim().split(/\s+/).slice(1, 9).map(Number)
    const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, stolen = 0] = ticks
    return { wanted: user + nice + system + irq + softirq + stolen, stolen }
  } catch {
    return { wanted: 0, stolen: 0 }
  }
}
