import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeAppWorld } from '../../test/kit/app-world.ts'

const GUIDE = `# Getting <b>started</b>

See [the codes](../reference/errors.md#not_found), [us](https://example.com/?a=1&b=2),
[bad](javascript:alert(1)), [out](../../secret.txt), ![picture](https://evil.example/x.png).

<script>alert(1)</script>

\`\`\`sh
curl "<host>"
\`\`\`

| a | b |
|---|---|
| <img src=x onerror=alert(1)> | 2 |
`
let docsDir = ''

beforeAll(() => {
  docsDir = mkdtempSync(join(tmpdir(), 'flatline-docs-'))
  for (const folder of ['guides', 'reference', 'private']) mkdirSync(join(docsDir, folder))
  writeFileSync(join(docsDir, 'guides', 'getting-started.md'), GUIDE)
  writeFileSync(join(docsDir, 'reference', 'errors.md'), '# Problems\n\n## `not_found`\n\nText.\n')
  writeFileSync(join(docsDir, 'private', 'secret.md'), '# Secret\n')
})
afterAll(() => rmSync(docsDir, { recursive: true }))

const open = async (path: string) => {
  const world = await makeAppWorld({ options: { docsDir } })
  return world.send('GET', path, { key: null })
}

describe('the pages', () => {
  it.each([
    '/',
    '/docs',
    '/docs/getting-started',
    '/docs/guides/getting-started',
    '/docs/reference/errors',
    '/docs/reference/api',
    '/incidents/till-1~1',
    '/hosts/till-1',
  ])('%s is HTML without scripts and without anything from elsewhere', async (path) => {
    const { status, headers, text } = await open(path)
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(text).not.toMatch(/<script|<img|<iframe|<[^>]*\s(on\w+|style)=|javascript:/i)
    expect([...text.matchAll(/<link[^>]*href="([^"]+)"/g)].map((match) => match[1])).toEqual([
      '/docs/style.css',
    ])
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
  })

  it('list what there is, by title', async () => {
    const { text } = await open('/docs')
    expect(text).toContain('<a href="/docs/guides/getting-started">Getting &lt;b&gt;started')
    expect(text).toContain('<a href="/docs/reference/errors">Problems</a>')
    expect(text).not.toContain('Secret')
  })

  it('are listed at /docs/ as well', async () => {
    const { status, headers } = await open('/docs/?from=mail')
    expect([status, headers.get('location')]).toEqual([308, '/docs'])
  })

  it('show raw HTML as text', async () => {
    const { text } = await open('/docs/getting-started')
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    expect(text).toContain('&lt;img src=x onerror=alert(1)&gt;')
    expect(text).toContain('curl &quot;&lt;host&gt;&quot;')
  })

  it('link to each other and to the web, and nowhere else', async () => {
    const { text } = await open('/docs/getting-started')
    expect(text).toContain('href="/docs/reference/errors#not_found"')
    expect(text).toContain('href="https://example.com/?a=1&amp;b=2"')
    expect(text).not.toContain('secret.txt')
    expect(text).toContain('picture')
  })

  it('have anchors for their headings', async () => {
    const { text } = await open('/docs/reference/errors')
    expect(text).toContain('<h2 id="not_found"><code>not_found</code></h2>')
  })

  it.each([
    '/docs/private/secret',
    '/docs/nowhere',
    '/docs/guides/nowhere',
    '/docs/guides/..%2fprivate%2fsecret',
    '/docs/guides/getting-started.md',
    '/docs/__proto__/x',
  ])('has nothing at %s', async (path) => {
    expect((await open(path)).status).toBe(404)
  })

  it('has every operation in the API page, and openapi.json beside it', async () => {
    const { text } = await open('/docs/reference/api')
    for (const name of ['POST /v1/heartbeat', 'GET /v1/hosts/{id}', 'DELETE /v1/keys/{id}']) {
      expect(text).toContain(`<code>${name}</code>`)
    }
    expect((await open('/openapi.json')).json).toMatchObject({ info: { version: '1.2.3' } })
    expect((await open('/docs/style.css')).headers.get('content-type')).toContain('text/css')
  })

  it('works without any Markdown installed', async () => {
    const world = await makeAppWorld()
    expect((await world.send('GET', '/docs', { key: null })).status).toBe(200)
  })
})
