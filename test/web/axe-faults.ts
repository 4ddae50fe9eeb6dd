import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** What axe finds wrong on the page, one line each. */
export async function axeFaults(page: Page): Promise<string[]> {
  await page.evaluate(SOURCE)
  const options = JSON.stringify({ runOnly: { type: 'tag', values: RULES } })
  const { violations } = axeResults(await page.evaluate(`axe.run(document, ${options})`))
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}: ${node.html} ${node.failureSummary ?? ''}`),
  )
}

/** What `axe.run` resolves with. */
function axeResults(value: unknown): AxeResults {
  return value as AxeResults
}
