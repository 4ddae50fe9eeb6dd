import { askHttp } from './ask-http.js'
import { hostName } from './fleet.js'
import { pause, waitUntil } from './wait-until.js'

/** Hosts of one site, as `fleetOf` makes them. */
const SITE = 10
const BATCH = 1_000
const LIMIT_MS = 120_000
/** Of 10,000: single hosts missing, hosts of wholly silent sites, late ones. */
const MISSING = 30
const SILENT_SITES = 20
const LATE = 100

export const MIX =
  `${MISSING / 100} % of the hosts missing here and there, ${SILENT_SITES / 100} % missing with ` +
  `their whole site, ${LATE / 100} % late, the others up`

/**
 * Lets some hosts of a fleet that was just started fall silent for good, at places that are the
 * same each time. All others stay up for as long as the default timeout.
 */
export async function mixStates(server, hosts) {
  const numbers = Array.from({ length: hosts }, (_, index) => index + 1)
  const missing = numbers.filter((number) => isMissing(number))
  const late = numbers.filter((number) => !isMissing(number) && drawn(number, 7) < LATE)
  await beat(server, missing, { interval: '1s', grace: '1s' })
  await beat(server, late, { interval: '1s', grace: '6h' })
  const reached = async () => {
    const { counts } = await server.read('/v1/fleet')
    return counts.missing >= missing.length && counts.late >= late.length
  }
  await waitUntil('missing and late as wanted', reached, LIMIT_MS, 500)
  await pause(2_000)
  return { missing: missing.length, late: late.length }
}

function isMissing(number) {
  return drawn(number, 1) < MISSING || drawn(Math.ceil(number / SITE), 3) < SILENT_SITES
}

/** From 0 to 9,999, scattered, and the same for the same number. */
function drawn(number, salt) {
  let mixed = Math.imul(number + salt * 7_919, 2_654_435_761)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 2_246_822_519)
  return ((mixed ^ (mixed >>> 13)) >>> 0) % 10_000
}

async function beat({ url, keys }, numbers, fields) {
  for (let at = 0; at < numbers.length; at += BATCH) {
    const batch = numbers.slice(at, at + BATCH)
    const items = batch.map((number) => ({ hostId: hostName(number), ...fields }))
    const answer = await askHttp(`${url}/v1/heartbeats`, keys.beat, JSON.stringify(items))
    if (answer.status !== 200 || JSON.parse(answer.body).accepted !== batch.length) {
      throw new Error(answer.body)
    }
  }
}
