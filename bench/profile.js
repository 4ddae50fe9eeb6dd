/**
 * Where the time of a heartbeat goes: profiles the server under load and prints what is on top.
 * `node bench/profile.js [connections] [seconds]`
 */

import { startFlatline } from './kit/flatline.js'
import { registerAll } from './kit/fleet.js'
import { runLoad } from './kit/load.js'
import { ms, short } from './kit/numbers.js'
import { tempDir } from './kit/temp-dir.js'

const SHOWN = 40
const [connections = 64, seconds = 5] = process.argv.slice(2).map(Number)

const dataDir = tempDir()
const server = await startFlatline(dataDir)
await registerAll(server, dataDir, 10_000)
await runLoad(server, server.keys.beat, { connections, seconds: 2 })
await server.program.ask('profile')
const load = await runLoad(server, server.keys.beat, { connections, seconds })
const profile = await server.program.ask('profiled')
await server.stop()

const { perSecond, cpuMicros, p50, p99 } = load
say(`${short(perSecond)}/s, ${short(cpuMicros)} µs CPU each, p50 ${ms(p50)}, p99 ${ms(p99)}`)
const times = selfTimes(profile)
const total = times.reduce((sum, [, time]) => sum + time, 0)
for (const [place, time] of times.slice(0, SHOWN)) {
  const micros = short(time / (load.requests || 1))
  say(`${((100 * time) / total).toFixed(1).padStart(5)} %  ${micros.padStart(6)} µs  ${place}`)
}
process.exit()

/** Sampled time per function without what it calls, most first; idle time left out. */
function selfTimes({ nodes, samples, timeDeltas }) {
  const byId = new Map(nodes.map((node) => [node.id, placeOf(node.callFrame)]))
  const times = new Map()
  for (const [index, id] of samples.entries()) {
    const place = byId.get(id)
    if (place.startsWith('(idle)')) continue
    times.set(place, (times.get(place) ?? 0) + timeDeltas[index])
  }
  return [...times].sort((a, b) => b[1] - a[1])
}

function placeOf({ functionName, url, lineNumber }) {
  const file = url.split('/').slice(-3).join('/')
  return `${functionName || '(anonymous)'}  ${file === '' ? '' : `${file}:${lineNumber + 1}`}`
}

function say(text) {
  process.stdout.write(`${text}\n`)
}
