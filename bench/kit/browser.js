import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'

const PROGRAM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  existsSync,
)
const QUIET_FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
const VIEWPORT = { width: 1440, height: 900 }

/** The machine's own Chromium, without a window. `end` closes it and all of its pages. */
export async function openBrowser() {
  if (PROGRAM === undefined) throw new Error('Chromium is not installed: apt-get install chromium')
  const asRoot = process.getuid?.() === 0
  const browser = await chromium.launch({
    executablePath: PROGRAM,
    args: asRoot ? [...QUIET_FLAGS, '--no-sandbox'] : QUIET_FLAGS,
  })
  const session = await browser.newBrowserCDPSession()
  return {
    name: `Chromium ${browser.version()}, headless, no GPU`,
    /** A page of its own profile, signed in; `inPage` runs in it before anything else. */
    async openPage({ url, keys }, { inPage = null, ...more } = {}) {
      const context = await browser.newContext({ viewport: VIEWPORT, ...more })
      const answer = await context.request.post(`${url}/v1/session`, { data: { key: keys.admin } })
      if (!answer.ok()) throw new Error(await answer.text())
      const page = await context.newPage()
      if (inPage !== null) await page.addInitScript(inPage)
      return page
    },
    /** CPU time of everything that renders pages, in ms since it started. */
    async rendererCpuMs() {
      const { processInfo } = await session.send('SystemInfo.getProcessInfo')
      const renderers = processInfo.filter(({ type }) => type === 'renderer')
      return renderers.reduce((sum, { cpuTime }) => sum + cpuTime * 1_000, 0)
    },
    end: () => browser.close(),
  }
}
