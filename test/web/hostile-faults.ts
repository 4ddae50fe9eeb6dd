import type { Page } from 'playwright-core'
import { pixelsBeyond } from './pixels-beyond.ts'

const TAKEN_FOR_MORE = `[
  ...(globalThis.hostile === undefined ? [] : ['a script ran']),
  ...[...document.querySelectorAll('[data-hostile], [onerror], [onload], [onfocus]')]
    .map((each) => 'an element: ' + each.outerHTML),
  ...[...document.querySelectorAll('[href], [src]')].map((each) => each.href ?? each.src)
    .filter((target) => !String(target).startsWith(location.origin))
    .map((target) => 'a link: ' + target),
]`

/** Where text that people supplied became more than text, or broke the page. One line each. */
export async function hostileFaults(page: Page): Promise<string[]> {
  const beyond = await pixelsBeyond(page)
  const taken = textsIn(await page.evaluate(TAKEN_FOR_MORE))
  return [...taken, ...(beyond > 0 ? [`${beyond} pixels too wide`] : [])]
}

/** What the expression makes. */
function textsIn(value: unknown): string[] {
  return value as string[]
}
