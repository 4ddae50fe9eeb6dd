import { gunzipSync } from 'node:zlib'
import { askBytes } from './kit/ask-bytes.js'
import { openBrowser } from './kit/browser.js'
import { startFlatline } from './kit/flatline.js'
import { fleetOf } from './kit/fleet.js'
import { MIX, mixStates } from './kit/mixed-fleet.js'
import { kilobytes, median, ms, percent, short, spread } from './kit/numbers.js'
import { withStolen } from './kit/stolen.js'
import { MAP_PATH, watchMap } from './kit/watch-map.js'

const ROUNDS = 7
const LIMIT_MS = 120_000
const GOALS = {
  100000: { bytes: 20_000, ms: 100 },
  1000000: { bytes: 100_000, ms: 250 },
}

/** How large the map of a fleet is on the wire, and how soon it is seen. */
export async function measureMap({ quick, sizes }) {
  const measured = []
  for (const hosts of sizes) measured.push(await measure(hosts, quick ? 2 : ROUNDS))
  return {
    title: 'Map',
    notes: [
      `Fleets with ${MIX}. Sent: the body of /v1/fleet/map with gzip, as Chromium asks for it.`,
      'Snapshot to pixels: from the last byte of the map, and of the groups if they came later, ' +
        'until the next frame after the page had put an image on the canvas was made ' +
        '(kit/watch-map.js wraps putImageData from outside). Of this, JavaScript: until ' +
        'putImageData had returned. From click: since the navigation began, everything loaded ' +
        `anew. Medians of ${quick ? 2 : ROUNDS} loads, with the least and the greatest; ` +
        'without a GPU, so the processor draws. Stolen: what the machine’s own host took away.',
    ],
    tables: [
      {
        columns: [
          'hosts',
          'missing',
          'late',
          'map, plain',
          'map, sent',
          'groups, sent',
          'snapshot to pixels',
          'of this, JavaScript',
          'from click',
          'stolen',
        ],
        rows: measured.map(rowOf),
      },
    ],
    goals: measured.flatMap(goalsOf),
  }
}

async function measure(hosts, rounds) {
  const fleet = await fleetOf(hosts)
  const server = await startFlatline(fleet.dataDir, { keys: fleet.keys })
  const mixed = await mixStates(server, hosts)
  const browser = await openBrowser()
  try {
    const map = await sentBytes(server, MAP_PATH)
    const groups = await sentBytes(server, '/v1/fleet/map/groups')
    const page = await browser.openPage(server, { inPage: watchMap })
    const caches = await page.context().newCDPSession(page)
    await caches.send('Network.enable')
    await caches.send('Network.setCacheDisabled', { cacheDisabled: true })
    await loadOnce(page, server.url)
    const { result: loads, stolen } = await withStolen(async () => {
      const made = []
      for (let round = 0; round < rounds; round++) made.push(await loadOnce(page, server.url))
      return made
    })
    return { hosts, ...mixed, map, groups, loads, stolen }
  } finally {
    await browser.end()
    await server.stop()
  }
}

async function sentBytes({ url, keys }, path) {
  const headers = { 'x-api-key': keys.admin, 'accept-encoding': 'gzip' }
  const { status, body } = await askBytes(url + path, headers)
  if (status !== 200) throw new Error(`${path} was answered with ${status}`)
  return { sent: body.length, plain: gunzipSync(body).length }
}

async function loadOnce(page, url) {
  await page.goto('about:blank')
  await page.goto(url)
  const drawn = await page.waitForFunction(() => globalThis.mapDrawn, null, { timeout: LIMIT_MS })
  return await drawn.jsonValue()
}

function rowOf({ hosts, missing, late, map, groups, loads, stolen }) {
  const times = (figure) =>
    spread(
      loads.map((each) => each[figure]),
      ms,
    )
  return [
    short(hosts),
    short(missing),
    short(late),
    kilobytes(map.plain),
    kilobytes(map.sent),
    kilobytes(groups.sent),
    times('pixelsMs'),
    times('scriptMs'),
    times('fromClickMs'),
    percent(stolen),
  ]
}

function goalsOf({ hosts, map, loads, stolen }) {
  const goal = GOALS[hosts]
  if (goal === undefined) return []
  const reached = median(loads.map(({ pixelsMs }) => pixelsMs))
  return [
    {
      what: `map snapshot, ${short(hosts)} hosts`,
      goal: `≤ ${kilobytes(goal.bytes)}`,
      measured: kilobytes(map.sent),
      met: map.sent <= goal.bytes,
    },
    {
      what: `snapshot to pixels, ${short(hosts)} hosts`,
      goal: `≤ ${ms(goal.ms)}`,
      measured: `${ms(reached)} (stolen: ${percent(stolen)})`,
      met: reached <= goal.ms,
    },
  ]
}
