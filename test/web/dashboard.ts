import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, type TestContext } from 'vitest'
import { launchChromium, requireBrowser } from '../kit/chromium.ts'
import { type FlatlineServer, startServer } from '../kit/flatline-server.ts'
import { freePort } from '../kit/free-port.ts'

export const WIDE = { width: 1_440, height: 900 }
export const NARROW = { width: 360, height: 740 }
/** For the slowest of machines; what is awaited comes within a second on others. */
const LIMIT_MS = 120_000

/** A page of the built server's dashboard, with all that it complained of. */
export interface Visit {
  readonly page: Page
  readonly complaints: readonly string[]
}

export interface Dashboard {
  server(): FlatlineServer
  /** A browser of its own, with nobody signed in. */
  visit(context: TestContext, options?: BrowserContextOptions): Promise<Visit>
  /** With the admin key of the first start unless another is given. */
  signIn(context: TestContext, options?: BrowserContextOptions, key?: string): Promise<Visit>
}

/** One server and one browser for all tests of a file, or of the `describe` around it. */
export function useDashboard(): Dashboard {
  const ends: (() => Promise<void> | void)[] = []
  let browser: Browser | undefined
  let started: FlatlineServer | undefined
  beforeAll(async () => {
    browser = await launchChromium()
    started = await startServer(await reachable(), { ends: (end) => ends.push(end) })
  })
  afterAll(async () => {
    await browser?.close()
    for (const end of ends.reverse()) await end()
  })
  const server = () => {
    if (started === undefined) throw new Error('The server has not been started.')
    return started
  }
  const visit = async (context: TestContext, options: BrowserContextOptions = {}) => {
    const fresh = await requireBrowser(context, browser).newContext({ viewport: WIDE, ...options })
    context.onTestFinished(() => fresh.close())
    const page = await fresh.newPage()
    page.setDefaultTimeout(LIMIT_MS)
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (message) => {
      const expected = /status of 401/.test(message.text())
      if (['error', 'warning'].includes(message.type()) && !expected) {
        complaints.push(message.text())
      }
    })
    return { page, complaints }
  }
  return {
    server,
    visit,
    async signIn(context, options, key = server().adminKey) {
      const { page, complaints } = await visit(context, options)
      await page.goto(`${server().url}/signin`)
      await enterKey(page, key)
      await page.getByRole('heading', { name: 'Fleet', level: 1 }).waitFor()
      return { page, complaints }
    },
  }
}

/** Links in messages lead to the server itself. */
async function reachable(): Promise<Readonly<Record<string, string>>> {
  const port = String(await freePort())
  return { FLATLINE_PORT: port, FLATLINE_PUBLIC_URL: `http://127.0.0.1:${port}` }
}

export async function enterKey(page: Page, key: string): Promise<void> {
  await page.getByLabel('API key').fill(key)
  await page.getByRole('button', { name: 'Sign in' }).click()
}
