import type { Page } from 'playwright-core'

const OPENERS = /^(Menu|Edit|Delete|Rotate|Revoke|Pause|Retire|End now)$/

/** Opens each dialog that the screen has, looks, and closes it. What `look` finds, in order. */
export async function onEachDialog(page: Page, look: () => Promise<string[]>): Promise<string[]> {
  const found: string[] = []
  const boxes = page.getByRole('checkbox', { name: 'Choose all that are loaded' })
  if ((await boxes.count()) > 0) await boxes.check()
  const openers = page.getByRole('button', { name: OPENERS })
  for (let at = 0; at < (await openers.count()); at++) {
    const opener = openers.nth(at)
    const name = await opener.textContent()
    await opener.click()
    await page.getByRole('dialog').waitFor()
    found.push(...(await look()).map((fault) => `${name}: ${fault}`))
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  }
  return found
}
