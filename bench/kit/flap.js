import { askHttp } from './ask-http.js'
import { hostName } from './fleet.js'
import { pause } from './wait-until.js'

/** Late after one second, missing after two, up again after four: three changes a round. */
const FIELDS = { interval: '1s', grace: '1s' }
const ROUND_MS = 4_000
const CHANGES_A_ROUND = 3
const BATCH = 100
/** Batches on their way, so that a slow answer does not make the fleet calm. */
const UNDER_WAY_MAX = 16

/**
 * Keeps so many hosts falling silent and coming back that together they change their state
 * `changesPerSecond` times a second, until `end`.
 */
export function flap({ url, keys }, changesPerSecond) {
  const everyMs = (BATCH * CHANGES_A_ROUND * 1_000) / changesPerSecond
  const hosts = Math.ceil(ROUND_MS / everyMs) * BATCH
  let going = true
  const send = async (from) => {
    const items = Array.from({ length: BATCH }, (_, step) => {
      return { hostId: hostName(((from + step) % hosts) + 1), ...FIELDS }
    })
    const answer = await askHttp(`${url}/v1/heartbeats`, keys.beat, JSON.stringify(items))
    if (answer.status !== 200) throw new Error(answer.body)
  }
  const underWay = new Set()
  const run = async () => {
    const startedAt = performance.now()
    for (let round = 0; going; round++) {
      await pause(startedAt + round * everyMs - performance.now())
      const sending = send((round * BATCH) % hosts).finally(() => underWay.delete(sending))
      underWay.add(sending)
      if (underWay.size >= UNDER_WAY_MAX) await Promise.race(underWay)
    }
    await Promise.all(underWay)
  }
  const running = run()
  return {
    hosts,
    async end() {
      going = false
      await running
    },
  }
}
