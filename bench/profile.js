/**
 * Where the time of the server goes: profiles it from inside and prints what is on top.
 * `node bench/profile.js [heartbeats|outage] [connections|hosts]`
 */
import { fallSilent, prepareOutage } from './kit/fall-silent.js'
import { startFlatline } from './kit/flatline.js'
import { registerAll } from './kit/fleet.js'
import { runLoad } from './kit/load.js'
import { ms, seconds, short } from './kit/numbers.js'
import { tempDir } from './kit/temp-dir.js'

const SHOWN = 40
const BLOCKS_SHOWN = 8
const FUNCTIONS_SHOWN = 6
const LOAD_SECONDS = 5
const [name = 'heartbeats', size] = process.argv.slice(2)

const dataDir = tempDir()
const server = await startFlatline(dataDir)
await (name === 'outage' ? profileOutage(Number(size ?? 100_000)) : profileLoad(Number(size ?? 64)))
process.exit()

async function profileLoad(connections) {
  const key = server.keys.beat
  await registerAll(server, dataDir, 10_000)
  await runLoad(server, key, { connections, seconds: 2 })
  const { profile, result } = await profiled(() =>
    runLoad(server, key, { connections, seconds: LOAD_SECONDS }),
  )
  const { perSecond, cpuMicros, p50, p99 } = result
  say(`${short(perSecond)}/s, ${short(cpuMicros)} µs CPU each, p50 ${ms(p50)}, p99 ${ms(p99)}`)
  print(profile, result.requests)
}

async function profileOutage(hosts) {
  const { receiver } = await prepareOutage(server, dataDir, hosts)
  const { profile } = await profiled(() => fallSilent(server, receiver, dataDir, hosts))
  print(profile, hosts)
}

async function profiled(act) {
  await server.program.ask('forget')
  await server.program.ask('profile')
  const result = await act()
  const profile = await server.program.ask('profiled')
  await server.stop()
  return { profile, result }
}

function print(profile, units) {
  const stacks = samplesOf(profile).filter(({ place }) => !place.startsWith('(idle)'))
  say(`\nself time (µs: per heartbeat or host)`)
  printTop(stacks, ({ place }) => [place], units, SHOWN)
  say(`\ntime within our functions`)
  printTop(stacks, ({ ours }) => ours, units, SHOWN)
  const blocks = profile.blocks.sort((a, b) => b.late - a.late)
  for (const { until, late } of blocks.slice(0, BLOCKS_SHOWN)) {
    const at = seconds((until - profile.startTime) / 1_000)
    say(`\nthe event loop stood still for ${ms(late)} at ${at}`)
    const within = stacks.filter((each) => each.at > until - late * 1_000 && each.at <= until)
    printTop(within, ({ place, ours }) => [`${ours[0] ?? ''} > ${place}`], 1, FUNCTIONS_SHOWN)
  }
}

function printTop(stacks, keysOf, units, shown) {
  const times = new Map()
  let total = 0
  for (const stack of stacks) {
    total += stack.took
    for (const key of keysOf(stack)) times.set(key, (times.get(key) ?? 0) + stack.took)
  }
  const top = [...times].sort((a, b) => b[1] - a[1]).slice(0, shown)
  for (const [key, time] of top) {
    const share = ((100 * time) / total).toFixed(1).padStart(5)
    say(`${share} % ${short(time / units).padStart(9)} µs  ${key}`)
  }
}

/** Each sample with its innermost function, and all of ours on its stack, innermost first. */
function samplesOf({ nodes, samples, timeDeltas, startTime }) {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((c) => [c, id])))
  const stacks = new Map()
  const stackOf = (id) => {
    const ours = new Set()
    for (let at = id; at !== undefined; at = parents.get(at)) {
      const { callFrame } = byId.get(at)
      if (callFrame.url.includes('/dist/')) ours.add(placeOf(callFrame))
    }
    return { place: placeOf(byId.get(id).callFrame), ours: [...ours] }
  }
  let at = startTime
  return samples.map((id, index) => {
    at += timeDeltas[index]
    if (!stacks.has(id)) stacks.set(id, stackOf(id))
    return { ...stacks.get(id), at, took: timeDeltas[index + 1] ?? 0 }
  })
}

function placeOf({ functionName, url, lineNumber }) {
  const file = url.split('/').slice(-3).join('/')
  return `${functionName || '(anonymous)'}  ${file === '' ? '' : `${file}:${lineNumber + 1}`}`
}

function say(text) {
  process.stdout.write(`${text}\n`)
}
