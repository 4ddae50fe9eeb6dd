import { openBrowser } from './kit/browser.js'
import { flap } from './kit/flap.js'
import { startFlatline } from './kit/flatline.js'
import { fleetOf } from './kit/fleet.js'
import { followStream } from './kit/follow-stream.js'
import { median, percent, short, spread } from './kit/numbers.js'
import { withStolen } from './kit/stolen.js'
import { pause } from './kit/wait-until.js'

const HOSTS = 100_000
const CHANGES_PER_SECOND = 2_500
const GOAL = 0.1
const WINDOW_MS = 5_000
/** Until the page stands, and until all hosts that flap do. */
const SETTLING_MS = 8_000
const LIMIT_MS = 120_000

/** What an open page costs while a part of the fleet flaps. */
export async function measureChanges({ quick }) {
  const rounds = quick ? 2 : 5
  const { dataDir, keys } = await fleetOf(HOSTS)
  const server = await startFlatline(dataDir, { keys })
  const browser = await openBrowser()
  const page = await browser.openPage(server)
  const metrics = await page.context().newCDPSession(page)
  await metrics.send('Performance.enable')
  await page.goto(server.url)
  await page.waitForSelector('canvas', { state: 'attached', timeout: LIMIT_MS })
  const stream = await followStream(server)
  const look = () => windows({ browser, metrics, stream, rounds })
  await pause(SETTLING_MS)
  const still = await look()
  const flapping = flap(server, CHANGES_PER_SECOND)
  await pause(SETTLING_MS)
  const changing = await look()
  await flapping.end()
  await stream.end()
  await browser.end()
  await server.stop()
  return report(still, changing, flapping.hosts)
}

async function windows({ browser, metrics, stream, rounds }) {
  const { result: made, stolen } = await withStolen(async () => {
    const each = []
    for (let round = 0; round < rounds; round++)
      each.push(await oneWindow(browser, metrics, stream))
    return each
  })
  return { made, stolen }
}

async function oneWindow(browser, metrics, stream) {
  const before = await now(browser, metrics, stream)
  await pause(WINDOW_MS)
  const after = await now(browser, metrics, stream)
  const wallMs = after.at - before.at
  return {
    renderer: (after.rendererMs - before.rendererMs) / wallMs,
    main: (after.taskMs - before.taskMs) / wallMs,
    perSecond: ((after.changes - before.changes) * 1_000) / wallMs,
    gaps: after.gaps - before.gaps,
  }
}

async function now(browser, metrics, stream) {
  const { metrics: found } = await metrics.send('Performance.getMetrics')
  const task = found.find(({ name }) => name === 'TaskDuration').value
  const rendererMs = await browser.rendererCpuMs()
  return { at: performance.now(), taskMs: task * 1_000, rendererMs, ...stream.told() }
}

function report(still, changing, flapping) {
  const reached = median(changing.made.map(({ renderer }) => renderer))
  const perSecond = median(changing.made.map((each) => each.perSecond))
  return {
    title: 'State changes',
    notes: [
      `The fleet screen with the map of ${short(HOSTS)} hosts, of which ${short(flapping)} fall ` +
        'silent and come back in turn: late after one second, missing after two with an ' +
        'incident, up after four. Changes as a second client of the event stream counts them; it ' +
        'is told to read the map anew when there are too many for one message.',
      'Of a core: CPU time of the process that renders the page, all threads, over the time that ' +
        'passed; and the time of tasks on its main thread, which includes waiting for a core. ' +
        `Medians of ${changing.made.length} windows of ${WINDOW_MS / 1_000} s, with the least ` +
        'and the greatest.',
    ],
    tables: [
      {
        columns: [
          'fleet',
          'changes/s',
          'renderer, of a core',
          'its main thread',
          'map read anew',
          'stolen',
        ],
        rows: [rowOf('at rest', still), rowOf('flapping', changing)],
      },
    ],
    goals: [
      {
        what: `page with ${short(CHANGES_PER_SECOND)} state changes/s`,
        goal: `≤ ${percent(GOAL)} of a core`,
        measured:
          `${percent(reached)} at ${short(perSecond)}/s ` + `(stolen: ${percent(changing.stolen)})`,
        /** Fewer changes than wanted prove nothing. */
        met: perSecond < 0.9 * CHANGES_PER_SECOND ? null : reached <= GOAL,
      },
    ],
  }
}

function rowOf(name, { made, stolen }) {
  const figures = (of, format) =>
    spread(
      made.map((each) => each[of]),
      format,
    )
  return [
    name,
    figures('perSecond', short),
    figures('renderer', percent),
    figures('main', percent),
    String(made.reduce((sum, { gaps }) => sum + gaps, 0)),
    percent(stolen),
  ]
}
