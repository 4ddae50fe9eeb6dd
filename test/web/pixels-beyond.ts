import type { Page } from 'playwright-core'

/** How far the page, or a dialog on it, can be scrolled sideways. */
export async function pixelsBeyond(page: Page): Promise<number> {
  const beyond = await page.evaluate(`Math.max(
    document.documentElement.scrollWidth - innerWidth,
    ...[...document.querySelectorAll('dialog[open]')].map((each) =>
      each.scrollWidth - each.clientWidth))`)
  return Number(beyond)
}
