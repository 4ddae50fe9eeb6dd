/**
 * Makes the picture of the dashboard in README.md anew: starts the built server with a simulated
 * chain of stores, of which some hosts fall silent, and looks at it with Chromium.
 */
import { mkdirSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { askHttp } from '../bench/kit/ask-http.js'
import { openBrowser } from '../bench/kit/browser.js'
import { startFlatline } from '../bench/kit/flatline.js'
import { tempDir } from '../bench/kit/temp-dir.js'
import { pause, waitUntil } from '../bench/kit/wait-until.js'

const FOLDER = fileURLToPath(new URL('../docs/images/', import.meta.url))
const FILE = `${FOLDER}fleet.png`
const BYTES_MAX = 200_000
const SITES = 60
const REGIONS = ['north', 'east', 'south', 'west']
const LIMIT_MS = 60_000
const BATCH = 1_000
/** For what follows from the last change, and the line of the day. */
const SETTLING_MS = 6_000
const LOOK = { colorScheme: 'light', locale: 'en-GB', timezoneId: 'UTC' }

const UP = { interval: '30m', grace: '30m' }
const LATE = { interval: '1s', grace: '6h' }
const MISSING = { interval: '1s', grace: '1s' }

/** Every third number from 0401 on is a store; it has tills, kiosks and an office. */
function stores() {
  return Array.from({ length: SITES }, (_, index) => {
    const site = String(401 + index * 3 + (index % 2)).padStart(4, '0')
    const roles = [
      ...numbered('till', 10 + ((index * 7) % 11)),
      ...numbered('kiosk', 2 + (index % 4)),
      ...numbered('office', 1),
    ]
    return { site, region: REGIONS[index % REGIONS.length], roles }
  })
}

function numbered(role, count) {
  return Array.from({ length: count }, (_, index) => ({ role, name: `${role}-${index + 1}` }))
}

/** One store is wholly silent, single hosts elsewhere are silent or late. */
function heartbeats() {
  return stores().flatMap(({ site, region, roles }, index) =>
    roles.map(({ role, name }, number) => ({
      hostId: `store-${site}-${name}`,
      site,
      labels: { region, role },
      ...timing(index, number),
    })),
  )
}

function timing(store, number) {
  const drawn = (store * 131 + number * 37) % 400
  if (store === 23 || drawn < 6) return MISSING
  return drawn < 18 ? LATE : UP
}

async function beatAll(server, beats) {
  for (let at = 0; at < beats.length; at += BATCH) {
    const body = JSON.stringify(beats.slice(at, at + BATCH))
    const answer = await askHttp(`${server.url}/v1/heartbeats`, server.keys.beat, body)
    if (answer.status !== 200) throw new Error(answer.body)
  }
}

async function lookAtIt(server, browser) {
  const page = await browser.openPage(server, LOOK)
  await page.goto(server.url)
  await page.waitForSelector('canvas')
  await pause(SETTLING_MS)
  mkdirSync(FOLDER, { recursive: true })
  await page.screenshot({ path: FILE })
}

const server = await startFlatline(tempDir())
const beats = heartbeats()
const missing = beats.filter(({ grace }) => grace === MISSING.grace).length
await beatAll(server, beats)
await waitUntil(
  'missing as wanted',
  async () => (await server.read('/v1/fleet')).counts.missing === missing,
  LIMIT_MS,
)
const browser = await openBrowser()
await lookAtIt(server, browser)
await browser.end()
await server.stop()
const { size } = statSync(FILE)
process.stdout.write(`docs/images/fleet.png: ${beats.length} hosts, ${size} bytes\n`)
process.exit(size <= BYTES_MAX ? 0 : 1)
