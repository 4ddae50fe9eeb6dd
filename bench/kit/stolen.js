import { readFileSync } from 'node:fs'

/**
 * What `act` gives, and the share of the processors' time that the machine's own host took away
 * meanwhile (steal in /proc/stat); NaN where that is not told.
 */
export async function withStolen(act) {
  const before = times()
  const result = await act()
  const after = times()
  const all = after.all - before.all
  return { result, stolen: all === 0 ? 0 : (after.stolen - before.stolen) / all }
}

/** https://man7.org/linux/man-pages/man5/proc_stat.5.html: guest time is in user time already. */
function times() {
  try {
    const fields = /^cpu +(.*)/.exec(readFileSync('/proc/stat', 'utf8'))[1].split(' ').map(Number)
    return { all: fields.slice(0, 8).reduce((sum, each) => sum + each), stolen: fields[7] }
  } catch {
    return { all: Number.NaN, stolen: Number.NaN }
  }
}
