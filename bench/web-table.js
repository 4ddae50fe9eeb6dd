import { openBrowser } from './kit/browser.js'
import { startFlatline } from './kit/flatline.js'
import { fleetOf } from './kit/fleet.js'
import { median, ms, percent, quantile, seconds, short, spread } from './kit/numbers.js'
import { withStolen } from './kit/stolen.js'

const HOSTS = 100_000
const ROWS_GOAL_MS = 1_000
/** Two frames of a screen that shows 60 a second. */
const GAP_GOAL_MS = 33.4
const SCROLL_MS = 4_000
const PIXELS_A_FRAME = 60
const LIMIT_MS = 120_000

/** How soon the list of a large fleet has rows, and whether it can be scrolled. */
export async function measureTable({ quick }) {
  const rounds = quick ? 2 : 5
  const { dataDir, keys } = await fleetOf(HOSTS)
  const server = await startFlatline(dataDir, { keys })
  const browser = await openBrowser()
  const page = await browser.openPage(server, { inPage: watchRows })
  const caches = await page.context().newCDPSession(page)
  await caches.send('Network.enable')
  await caches.send('Network.setCacheDisabled', { cacheDisabled: true })
  await openTable(page, server.url)
  const { result: made, stolen } = await withStolen(async () => {
    const each = []
    for (let round = 0; round < rounds; round++) each.push(await oneRound(page, server.url))
    return each
  })
  await browser.end()
  await server.stop()
  return report(made, stolen)
}

async function oneRound(page, url) {
  const firstRowsMs = await openTable(page, url)
  const still = await page.evaluate(frameGaps, { forMs: SCROLL_MS, pixels: 0 })
  const scrolled = await page.evaluate(frameGaps, { forMs: SCROLL_MS, pixels: PIXELS_A_FRAME })
  return { firstRowsMs, still, scrolled }
}

async function openTable(page, url) {
  await page.goto('about:blank')
  await page.goto(`${url}/hosts`)
  const shown = await page.waitForFunction(() => globalThis.rowsShownAt, null, {
    timeout: LIMIT_MS,
  })
  return await shown.jsonValue()
}

/** Runs in the page: the frame after the first one that had rows, since the navigation began. */
function watchRows() {
  let found = false
  const look = (now) => {
    if (found) globalThis.rowsShownAt = now
    else {
      found = document.querySelector('tbody tr') !== null
      requestAnimationFrame(look)
    }
  }
  requestAnimationFrame(look)
}

/** Runs in the page: times from one frame to the next, and how far it came. */
async function frameGaps({ forMs, pixels }) {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
  const gaps = []
  const began = await frame()
  for (let last = began; last - began < forMs; ) {
    window.scrollBy(0, pixels)
    const now = await frame()
    gaps.push(now - last)
    last = now
  }
  return { gaps, rows: document.querySelector('tbody tr:last-child')?.ariaRowIndex }
}

function report(made, stolen) {
  const firstRows = made.map(({ firstRowsMs }) => firstRowsMs)
  const p95 = (of) => made.map((each) => quantile(each[of].gaps, 0.95))
  const worst = (of) => made.map((each) => Math.max(...each[of].gaps))
  const rows = made.map(({ scrolled }) => Number(scrolled.rows))
  const gapRow = (what, of) => [
    what,
    spread(
      made.map((each) => median(each[of].gaps)),
      ms,
    ),
    spread(p95(of), ms),
    spread(worst(of), ms),
  ]
  return {
    title: 'Table of 100,000 hosts',
    notes: [
      'First rows: from the navigation until the frame after the one that had rows, everything ' +
        `loaded anew. Then ${SCROLL_MS / 1_000} s at rest and ${SCROLL_MS / 1_000} s of ` +
        `scrolling by ${PIXELS_A_FRAME} pixels a frame, which loads page after page of the list: ` +
        `${short(median(rows))} rows far. Medians of ${made.length} rounds, with the least and ` +
        `the greatest. Stolen: ${percent(stolen)}.`,
    ],
    tables: [
      { columns: ['first rows'], rows: [[spread(firstRows, seconds)]] },
      {
        columns: ['frame to frame', 'p50', 'p95', 'greatest'],
        rows: [gapRow('at rest', 'still'), gapRow('scrolling', 'scrolled')],
      },
    ],
    goals: [
      {
        what: 'table of 100,000 hosts, first rows',
        goal: `≤ ${seconds(ROWS_GOAL_MS)}`,
        measured: `${seconds(median(firstRows))} (stolen: ${percent(stolen)})`,
        met: median(firstRows) <= ROWS_GOAL_MS,
      },
      {
        what: 'table of 100,000 hosts, scrolling, frame to frame p95',
        goal: `smooth: ≤ ${ms(GAP_GOAL_MS)}`,
        measured: `${ms(median(p95('scrolled')))}; at rest ${ms(median(p95('still')))}`,
        met: median(p95('scrolled')) <= GAP_GOAL_MS,
      },
    ],
  }
}
