import type { Page } from 'playwright-core'

/** Title and path of each; there is a host till-1 at the site 0412. */
export const SCREENS = [
  ['Fleet', '/'],
  ['Hosts', '/hosts'],
  ['till-1', '/hosts/till-1'],
  ['Sites', '/sites'],
  ['0412', '/sites/0412'],
  ['Incidents', '/incidents?state=all'],
  ['Subscriptions', '/subscriptions'],
  ['Silences', '/silences'],
  ['Keys', '/keys'],
  ['System', '/system'],
  ['Audit trail', '/system/audit'],
  ['Add hosts', '/welcome'],
] as const

/** What `look` finds on each, with the path in front, once the screen has stopped loading. */
export async function onEachScreen(
  page: Page,
  url: string,
  look: () => Promise<string[]>,
  screens: readonly (readonly [title: string, path: string])[] = SCREENS,
): Promise<string[]> {
  const found: string[] = []
  for (const [title, path] of screens) {
    await page.goto(`${url}${path}`)
    await page.getByRole('heading', { name: title, level: 1, exact: true }).waitFor()
    await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' })
    found.push(...(await look()).map((fault) => `${path}: ${fault}`))
  }
  return found
}
