/**
 * Where the time of the server goes: profiles it from inside and prints what is on top.
 * `node bench/profile.js [heartbeats|connections|outage|return] [connections|hosts]`; with
 * `connections`, each heartbeat has a new one.
 */
import { comeBack, fallSilent, prepareOutage, silentEnv } from './kit/fall-silent.js'
import { startFlatline } from './kit/flatline.js'
import { fleetOf, registerAll } from './kit/fleet.js'
import { runLoad } from './kit/load.js'
import { ms, seconds, short } from './kit/numbers.js'
import { tempDir } from './kit/temp-dir.js'

const SHOWN = 40
const BLOCKS_SHOWN = 8
const FUNCTIONS_SHOWN = 6
const LOAD_SECONDS = 5
const [name = 'heartbeats', size] = process.argv.slice(2)

const PROFILES = {
  heartbeats: () => profileLoad(Number(size ?? 64)),
  connections: () => profileLoad(Number(size ?? 64)),
  outage: () => profileOutage(Number(size ?? 100_000)),
  return: () => profileReturn(Number(size ?? 100_000)),
}
await PROFILES[name]()
process.exit()

async function profileLoad(connections) {
  const dataDir = tempDir()
  const server = await startFlatline(dataDir)
  const key = server.keys.beat
  const shape = { connections, ...(name === 'connections' ? { connection: 'close' } : {}) }
  await registerAll(server, dataDir, 10_000)
  await runLoad(server, key, { ...shape, seconds: 2 })
  const { profile, result } = await profiled(server, () =>
    runLoad(server, key, { ...shape, seconds: LOAD_SECONDS }),
  )
  const { perSecond, cpuMicros, p50, p99 } = result
  say(`${short(perSecond)}/s, ${short(cpuMicros)} µs CPU each, p50 ${ms(p50)}, p99 ${ms(p99)}`)
  print(profile, result.requests)
}

async function profileOutage(hosts) {
  const { server, receiver, dataDir } = await fleetWithReceiver(hosts)
  const { profile } = await profiled(server, () => fallSilent(server, receiver, dataDir, hosts))
  print(profile, hosts)
}

/** As outage.js does it: with a timeout in which all can come back. */
async function profileReturn(hosts) {
  const { server: first, receiver, dataDir, keys } = await fleetWithReceiver(hosts)
  await fallSilent(first, receiver, dataDir, hosts)
  await first.stop()
  const server = await startFlatline(dataDir, { keys })
  const { profile } = await profiled(server, () => comeBack(server, receiver, dataDir, hosts))
  print(profile, hosts)
}

async function fleetWithReceiver(hosts) {
  const { dataDir, keys } = await fleetOf(hosts)
  const server = await startFlatline(dataDir, { keys, env: silentEnv(hosts) })
  return { server, receiver: await prepareOutage(server), dataDir, keys }
}

async function profiled(server, act) {
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
