import { gzipSync } from 'node:zlib'
import { openBrowser } from './kit/browser.js'
import { startFlatline } from './kit/flatline.js'
import { kilobytes, percent } from './kit/numbers.js'
import { withStolen } from './kit/stolen.js'
import { removeDir, tempDir } from './kit/temp-dir.js'
import { pause } from './kit/wait-until.js'

const GOAL_KB = 150
/** For what the page loads once it stands. */
const AFTERWARDS_MS = 2_000
const KINDS = new Set(['script', 'stylesheet'])

/** What a browser loads before it shows anything, with nothing in its cache. */
export async function measureWeight() {
  const dataDir = tempDir()
  const server = await startFlatline(dataDir)
  const browser = await openBrowser()
  const { result: files, stolen } = await withStolen(() => firstLoad(server, browser))
  await browser.end()
  await server.stop()
  removeDir(dataDir)
  const gzipped = sum(files, 'gzipped')
  return {
    title: 'First load',
    notes: [
      'Scripts and styles that the first page loads, from an empty cache. Gzipped: by zlib, at ' +
        'its usual level. Sent: what came over the wire; the server prefers Brotli. No time is ' +
        `measured here, so noise does not matter (stolen: ${percent(stolen)}).`,
    ],
    tables: [
      {
        columns: ['file', 'plain', 'gzipped', 'sent', 'encoding'],
        rows: [
          ...files.map(({ name, plain, gzipped: each, sent, encoding }) => [
            name,
            kilobytes(plain),
            kilobytes(each),
            kilobytes(sent),
            encoding,
          ]),
          ['together', ...['plain', 'gzipped', 'sent'].map((of) => kilobytes(sum(files, of))), ''],
        ],
      },
    ],
    goals: [
      {
        what: 'JS + CSS first load, gzipped',
        goal: `≤ ${GOAL_KB} KB`,
        measured: `${kilobytes(gzipped)} (sent: ${kilobytes(sum(files, 'sent'))})`,
        met: gzipped <= GOAL_KB * 1_000,
      },
    ],
  }
}

async function firstLoad(server, browser) {
  const page = await browser.openPage(server)
  const loads = []
  page.on('requestfinished', (request) => {
    if (KINDS.has(request.resourceType())) loads.push(fileOf(request))
  })
  await page.goto(server.url)
  await page.waitForSelector('h1')
  await pause(AFTERWARDS_MS)
  const files = await Promise.all(loads)
  if (files.length === 0) throw new Error('The page loads no script: is the dashboard built?')
  return files
}

async function fileOf(request) {
  const response = await request.response()
  const bytes = await response.body()
  const { responseBodySize } = await request.sizes()
  return {
    name: new URL(request.url()).pathname.replace(/-[\w-]{8}(?=\.)/, ''),
    plain: bytes.length,
    gzipped: gzipSync(bytes).length,
    sent: responseBodySize,
    encoding: (await response.allHeaders())['content-encoding'] ?? 'none',
  }
}

function sum(files, figure) {
  return files.reduce((total, each) => total + each[figure], 0)
}
