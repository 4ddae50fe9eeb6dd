/**
 * Preloaded into the server with --import: measures from inside, over the channel to its parent.
 * The server itself is unchanged. Event-loop delay: how late a 5 ms timer fires.
 */
import { readFileSync } from 'node:fs'
import { Session } from 'node:inspector'

const EVERY_MS = 5
const SAMPLES_MAX = 1_000_000

const PROFILE_EVERY_US = 200

const BLOCK_MS = 50
const BLOCKS_MAX = 10_000

let lateness = []
/** Times in which the event loop stood still, on the clock of the profiler. */
let blocks = []
let session = null
let dueAt = performance.now() + EVERY_MS

function tick() {
  const now = performance.now()
  const late = Math.max(0, now - dueAt)
  if (lateness.length < SAMPLES_MAX) lateness.push(late)
  if (late > BLOCK_MS && blocks.length < BLOCKS_MAX) blocks.push({ until: monotonicUs(), late })
  dueAt = now + EVERY_MS
  setTimeout(tick, EVERY_MS).unref()
}

const answers = {
  forget() {
    lateness = []
    blocks = []
    return true
  },
  delay() {
    const sorted = [...lateness].sort((a, b) => a - b)
    const at = (share) => sorted[Math.floor((sorted.length - 1) * share)] ?? 0
    return { samples: sorted.length, p50: at(0.5), p99: at(0.99), max: at(1) }
  },
  memory() {
    for (let round = 0; round < 3; round++) globalThis.gc?.()
    const peak = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
    const { rss, heapUsed, external } = process.memoryUsage()
    return { rss, heapUsed, external, peak: Number(peak) * 1_024 }
  },
  profile() {
    session = new Session()
    session.connect()
    session.post('Profiler.enable')
    session.post('Profiler.setSamplingInterval', { interval: PROFILE_EVERY_US })
    session.post('Profiler.start')
    return true
  },
  profiled() {
    let found = null
    session.post('Profiler.stop', (_error, { profile }) => {
      found = profile
    })
    session.disconnect()
    return { ...found, blocks }
  },
}

function monotonicUs() {
  return Number(process.hrtime.bigint() / 1_000n)
}

if (process.send !== undefined) {
  process.on('message', (question) => process.send(answers[question]()))
  process.channel?.unref()
  tick()
}
