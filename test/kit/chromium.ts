import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'
import type { TestContext } from 'vitest'
import { leaveOut } from './leave-out.ts'

/** Where Debian and its relatives put it. */
const PROGRAMS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
/** No sandbox: CI runs as root. The rest keeps it from speaking to anybody but us. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Undefined where there is no Chromium. */
export async function launchChromium(): Promise<Browser | undefined> {
  const executablePath = PROGRAMS.find((path) => existsSync(path))
  if (executablePath === undefined) return undefined
  return await chromium.launch({ executablePath, args: FLAGS })
}

/** The browser, or the test is left out. */
export function requireBrowser(context: TestContext, browser: Browser | undefined): Browser {
  return browser ?? leaveOut(context, 'there is no Chromium (apt-get install chromium)')
}
