/**
 * Runs seeds of a bundle in as many processes as the machine has cores; each seed alone decides
 * what happens in it, so the order in which they are run does not matter.
 */
import { fork } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { clearTimeout, setTimeout } from 'node:timers'

/** No seed takes this long; one that does is stuck in a loop. */
const SEED_MS_MAX = 300_000

/**
 * @param {string} worker path of the bundle
 * @param {Iterable<object>} jobs { seed, wishes, trace }, taken one by one
 * @param {(report: any) => boolean | void} hear true ends the pool
 */
export async function runPool(worker, jobs, hear, processes = availableParallelism()) {
  const source = jobs[Symbol.iterator]()
  let ended = false
  const runOne = async () => {
    let child = start(worker)
    try {
      for (let next = source.next(); !ended && !next.done; next = source.next()) {
        if (!child.connected) child = start(worker)
        const report = await ask(child, next.value)
        if (!ended && hear(report) === true) ended = true
      }
    } finally {
      child.kill()
    }
  }
  await Promise.all(Array.from({ length: processes }, runOne))
}

function start(worker) {
  return fork(worker, [], { execArgv: ['--enable-source-maps'] })
}

function ask(child, job) {
  return new Promise((resolve) => {
    const settle = (report) => {
      clearTimeout(timer)
      child.removeAllListeners()
      resolve(report)
    }
    const fail = (says) => settle({ ...job, ...EMPTY, violation: { rule: 'error', says } })
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      fail('it does not come to an end')
    }, SEED_MS_MAX)
    child.once('message', settle)
    child.once('exit', (code, signal) => fail(`its process ended: ${code ?? signal}`))
    child.send(job)
  })
}

const EMPTY = {
  digest: '',
  simulatedMs: 0,
  hostMs: 0,
  faults: 0,
  sometimes: [],
  trace: [],
  cpuMs: 0,
}
