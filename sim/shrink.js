import { runPool } from './pool.js'

const TRIES_MAX = 40

/**
 * The smallest run that violates the same rule: fewer hosts, then less time, then fewer kinds of
 * fault. Returns its report, with its trace.
 */
export async function shrink(worker, report) {
  const { seed, wishes, engine, violation } = report
  let tries = 0
  let best = report
  const fails = async (laidDown) => {
    if (tries++ >= TRIES_MAX) return false
    const found = []
    const job = { seed, wishes: { ...wishes, engine, ...laidDown }, trace: true }
    await runPool(worker, [job], (each) => void found.push(each), 1)
    if (found[0]?.violation?.rule !== violation.rule) return false
    best = found[0]
    return true
  }
  const laidDown = () => ({ hosts: best.hosts, minutes: best.minutes, faults: best.kinds })
  if (!(await fails({ hosts: best.hosts, minutes: best.minutes, faults: best.kinds }))) return best
  for (const part of [0.1, 0.25, 0.5, 0.75]) {
    const hosts = Math.max(1, Math.floor(best.hosts * part))
    if (hosts < best.hosts && (await fails({ ...laidDown(), hosts }))) break
  }
  for (const part of [0.25, 0.5, 0.75]) {
    const minutes = Math.max(1, Math.floor(best.minutes * part))
    if (minutes < best.minutes && (await fails({ ...laidDown(), minutes }))) break
  }
  for (const kind of best.kinds) {
    await fails({ ...laidDown(), faults: best.kinds.filter((each) => each !== kind) })
  }
  return best
}
