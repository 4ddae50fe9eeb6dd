import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { apiClient } from './kit/api-client.ts'
import { startServer } from './kit/flatline-server.ts'

const PUBLISHED = new URL('../docs/reference/openapi.json', import.meta.url)
const PAGES_MAX = 200

it('serves every page of its documentation without anything from elsewhere', async () => {
  const server = await startServer()
  const open = apiClient(server.url, null)
  const seen = new Set(['/', '/docs'])
  for (const path of seen) {
    const { status, headers, text } = await open.send('GET', path)
    expect({ path, status }).toEqual({ path, status: 200 })
    if (!headers.get('content-type')?.startsWith('text/html')) continue
    expect({ path, foreign: foreignResources(text) }).toEqual({ path, foreign: [] })
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    for (const link of linksWithin(text, path)) if (seen.size < PAGES_MAX) seen.add(link)
  }
  expect([...seen].filter((path) => path.startsWith('/docs/')).length).toBeGreaterThan(1)
})

it('has a page that tells how to begin, and one that lists every operation', async () => {
  const server = await startServer()
  const open = apiClient(server.url, null)
  const begin = await open.send('GET', '/docs/getting-started')
  expect(begin.status).toBe(200)
  expect(begin.text).toContain('/v1/heartbeat')
  const all = await Promise.all(
    linksWithin((await open.send('GET', '/docs')).text, '/docs').map((path) =>
      open.send('GET', path),
    ),
  )
  expect(all.some(({ text }) => text.includes('/v1/subscriptions/{id}/test'))).toBe(true)
})

it('serves the OpenAPI description that is published', async () => {
  const server = await startServer()
  const served = await apiClient(server.url, null).send('GET', '/openapi.json')
  expect(served.status).toBe(200)
  expect(JSON.parse(served.text)).toEqual(JSON.parse(readFileSync(PUBLISHED, 'utf8')))
})

/** What a browser would fetch from elsewhere by itself; a link that a person follows is not. */
function foreignResources(html: string): string[] {
  const tags =
    html.match(/<(?:link|script|img|iframe|object|embed|source|form|base)\b[^>]*>/gi) ?? []
  const styles = html.match(/(?:url\(|@import)[^;)]*/gi) ?? []
  return [...tags, ...styles].filter((text) => /(?:https?:)?\/\//i.test(text))
}

/** Paths on our own origin that the page links to or fetches. */
function linksWithin(html: string, path: string): string[] {
  const origin = 'http://here.invalid'
  const links = [...html.matchAll(/\b(?:href|src)="([^"]+)"/g)].map(
    ([, link]) => new URL((link ?? '').replaceAll('&amp;', '&'), `${origin}${path}`),
  )
  return [...new Set(links.filter((url) => url.origin === origin).map(({ pathname }) => pathname))]
}
