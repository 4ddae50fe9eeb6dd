import { openBrowser } from './kit/browser.js'
import { startFlatline } from './kit/flatline.js'
import { registerAll } from './kit/fleet.js'
import { followStream } from './kit/follow-stream.js'
import { CLIENT, runLoad } from './kit/load.js'
import { median, percent, short, spread } from './kit/numbers.js'
import { withStolen } from './kit/stolen.js'
import { removeDir, tempDir } from './kit/temp-dir.js'
import { pause } from './kit/wait-until.js'

/** As in load.lua. */
const HOSTS = 10_000
const DASHBOARDS = 5
const CONNECTIONS = 64
const GOAL = 0.9
const SETTLING_MS = 2_000
const LIMIT_MS = 120_000

/** Do people who look on slow the heartbeats down? */
export async function measureIngest({ quick }) {
  const shape = { connections: CONNECTIONS, seconds: quick ? 2 : 3 }
  const rounds = quick ? 2 : 5
  const dataDir = tempDir()
  const server = await startFlatline(dataDir)
  await registerAll(server, dataDir, HOSTS)
  const browser = await openBrowser()
  const audiences = {
    nobody: () => nobody(),
    streams: () => openStreams(server),
    pages: () => openPages(browser, server),
  }
  await runLoad(server, server.keys.beat, shape)
  const { result: runs, stolen } = await withStolen(() =>
    alternate(audiences, rounds, () => runLoad(server, server.keys.beat, shape)),
  )
  await browser.end()
  await server.stop()
  removeDir(dataDir)
  return report(runs, stolen, rounds, shape)
}

async function alternate(audiences, rounds, run) {
  const runs = { nobody: [], streams: [], pages: [] }
  for (let round = 0; round < rounds; round++) {
    for (const [name, open] of Object.entries(audiences)) {
      const close = await open()
      await pause(SETTLING_MS)
      runs[name].push(await run())
      await close()
    }
  }
  return runs
}

async function nobody() {
  return async () => undefined
}

async function openStreams(server) {
  const open = () => followStream(server)
  const streams = await Promise.all(Array.from({ length: DASHBOARDS }, open))
  return () => Promise.all(streams.map((stream) => stream.end()))
}

async function openPages(browser, server) {
  const pages = []
  for (let n = 0; n < DASHBOARDS; n++) {
    const page = await browser.openPage(server)
    pages.push(page)
    await page.goto(server.url)
    await page.waitForSelector('canvas', { state: 'attached', timeout: LIMIT_MS })
  }
  return () => Promise.all(pages.map((page) => page.context().close()))
}

const NAMES = {
  nobody: 'nobody',
  streams: `${DASHBOARDS} event streams, read by a program`,
  pages: `${DASHBOARDS} pages in Chromium`,
}

function report(runs, stolen, rounds, { seconds }) {
  const reached = ratio(runs, 'pages', 'perSecond')
  return {
    title: 'Heartbeats with dashboards open',
    notes: [
      `${short(HOSTS)} hosts, ${CONNECTIONS} connections, ${CLIENT}; ${rounds} alternating runs ` +
        `of ${seconds} s. Ratios are medians of the ratios of neighbouring runs. The browser ` +
        'draws on the same two cores that the server and the client fill, so its own work takes ' +
        'from the rate; the streams alone show what the server pays. CPU is that of the server, ' +
        `per heartbeat. Stolen: ${percent(stolen)}.`,
    ],
    tables: [
      {
        columns: ['looking on', 'heartbeats/s', 'ratio', 'CPU ratio', 'refused or failed'],
        rows: Object.keys(NAMES).map((name) => rowOf(name, runs)),
      },
    ],
    goals: [
      {
        what: `heartbeats/s with ${DASHBOARDS} dashboards open against none`,
        goal: `≥ ${GOAL} ×`,
        measured:
          `${short(reached)} × (streams alone: ${short(ratio(runs, 'streams', 'perSecond'))} ×; ` +
          `stolen: ${percent(stolen)})`,
        met: reached >= GOAL,
      },
    ],
  }
}

function rowOf(name, runs) {
  return [
    NAMES[name],
    spread(runs[name].map(({ perSecond }) => perSecond)),
    short(ratio(runs, name, 'perSecond')),
    short(ratio(runs, name, 'cpuMicros')),
    String(runs[name].reduce((sum, { bad, failed }) => sum + bad + failed, 0)),
  ]
}

function ratio(runs, name, figure) {
  return median(runs[name].map((each, round) => each[figure] / runs.nobody[round][figure]))
}
