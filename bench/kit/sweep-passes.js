/** Opens the data directory given, times passes over its pulses, prints them as JSON. */
import { openEmbedded } from '../../dist/store/embedded/open.js'
import { DEFAULTS } from './fleet.js'
import { median, quantile } from './numbers.js'

const PASSES = 200

const store = await openEmbedded({ dataDir: process.argv[2], defaults: DEFAULTS })
const listeningSince = Date.now()

async function pass() {
  const startedAt = performance.now()
  let yielded = 0
  for await (const batch of store.pulses.unsettled(listeningSince, Date.now())) {
    yielded += batch.length
  }
  return { took: performance.now() - startedAt, yielded }
}

/** The longest time in which an immediate could not run. */
async function longestBlock(act) {
  let longest = 0
  let last = performance.now()
  let watching = true
  const look = () => {
    longest = Math.max(longest, performance.now() - last)
    last = performance.now()
    if (watching) setImmediate(look)
  }
  setImmediate(look)
  const result = await act()
  watching = false
  look()
  return { result, longest }
}

const first = await longestBlock(pass)
const passes = []
for (let round = 0; round < PASSES; round++) passes.push((await pass()).took)
const talliedAt = performance.now()
await store.pulses.tally(listeningSince, Date.now())
const tally = performance.now() - talliedAt
await store.close()
const result = {
  yielded: first.result.yielded,
  first: first.result.took,
  firstBlock: first.longest,
  common: { p50: median(passes), p99: quantile(passes, 0.99) },
  tally,
}
process.stdout.write(JSON.stringify(result))
