import type { Fault } from './project.ts'

export interface Comparison {
  /** "problem code" */
  readonly what: string
  readonly inCode: Iterable<string>
  readonly onPage: Iterable<string>
  readonly codePath: string
  readonly pagePath: string
}

/** Code and page must name the same things. */
export function undocumented(each: Comparison): Fault[] {
  const code = new Set(each.inCode)
  const page = new Set(each.onPage)
  const absent = [...code].filter((name) => !page.has(name))
  const stale = [...page].filter((name) => !code.has(name))
  return [
    ...absent.map((name) => `${each.pagePath}: the ${each.what} ${name} is not described. Add it.`),
    ...stale.map((name) => `${each.pagePath}: ${name} is not in ${each.codePath}. Remove it.`),
  ]
}

/** Headings of the form "### `name`". */
export function headingsOf(page: string): string[] {
  return [...page.matchAll(/^#{2,4} `([^`]+)`/gm)].map((match) => match[1] ?? '')
}

export function namesIn(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map((match) => match[0])
}
