import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { makeAppWorld } from '../../test/kit/app-world.ts'
import { type WebFile, webFile } from './web-files.ts'

const INDEX = '<!doctype html><title>Flatline</title>'
const SCRIPT = 'console.log("one"); '.repeat(100)

const fixture = () => {
  const contents: Readonly<Record<string, string>> = {
    '/index.html': INDEX,
    '/favicon.svg': '<svg/>',
    '/assets/index-B2c9.js': SCRIPT,
    '/assets/icon-a1.png': 'picture',
  }
  const files = Object.entries(contents).flatMap(([path, text]): [string, WebFile][] => {
    const file = webFile(path, Buffer.from(text), `hash${text.length}`)
    return file === undefined ? [] : [[path, file]]
  })
  return makeAppWorld({ options: { web: new Map(files) } })
}

const ask = async (path: string, headers: Record<string, string> = {}, method = 'GET') => {
  const world = await fixture()
  const url = `https://flatline.example${path}`
  const response = await world.app.fetch(new Request(url, { method, headers }))
  return { status: response.status, headers: response.headers, response }
}

describe('the dashboard', () => {
  it.each([
    '/',
    '/hosts',
    '/hosts/till-1',
    '/sites/0412',
    '/incidents/till-1~3',
    '/signin',
    '/welcome?x=1',
  ])('%s is its page, asked for anew each time, for everybody', async (path) => {
    const { status, headers, response } = await ask(path)
    expect([status, await response.text()]).toEqual([200, INDEX])
    expect(headers.get('cache-control')).toBe('no-cache')
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8')
  })

  it('runs scripts of its own only, and no other page runs any', async () => {
    const policy = (await ask('/')).headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'; script-src 'self';")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe')
    const other = (await ask('/docs')).headers.get('content-security-policy')
    expect(other).not.toContain('script-src')
  })

  it('has files that are kept for good, with their type', async () => {
    const { headers, response } = await ask('/assets/index-B2c9.js')
    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(await response.text()).toBe(SCRIPT)
    expect((await ask('/favicon.svg')).headers.get('content-type')).toBe('image/svg+xml')
  })

  it('is compressed as the browser wants it, under an ETag of its own', async () => {
    const path = '/assets/index-B2c9.js'
    const br = await ask(path, { 'accept-encoding': 'gzip, deflate, br' })
    expect(br.headers.get('content-encoding')).toBe('br')
    expect(brotliDecompressSync(await br.response.arrayBuffer()).toString()).toBe(SCRIPT)
    const gzip = await ask(path, { 'accept-encoding': 'gzip, br;q=0' })
    expect(gzip.headers.get('content-encoding')).toBe('gzip')
    expect(gunzipSync(await gzip.response.arrayBuffer()).toString()).toBe(SCRIPT)
    const plain = await ask(path)
    const etags = [br, gzip, plain].map(({ headers }) => headers.get('etag'))
    expect(new Set(etags).size).toBe(3)
    expect(br.headers.get('vary')).toBe('accept-encoding')
  })

  it('does not compress what is small already', async () => {
    const { headers } = await ask('/assets/icon-a1.png', { 'accept-encoding': 'br, gzip' })
    expect(headers.get('content-encoding')).toBeNull()
  })

  it.each(['"hash38"', 'W/"hash38"', '"other", "hash38"', '*'])(
    'is not sent again to whoever has %s',
    async (tag) => {
      const { status, headers, response } = await ask('/', { 'if-none-match': tag })
      expect([status, await response.text()]).toEqual([304, ''])
      expect(headers.get('etag')).toBe('"hash38"')
    },
  )

  it('keeps its policy when it is not sent again: a browser puts that on what it has', async () => {
    const { headers } = await ask('/')
    const again = await ask('/', { 'if-none-match': '*' })
    expect(headers.get('content-security-policy')).toContain("script-src 'self'")
    expect(again.headers.get('content-security-policy')).toBe(
      headers.get('content-security-policy'),
    )
  })

  it('is sent again to whoever has another version', async () => {
    expect((await ask('/', { 'if-none-match': '"hash39"' })).status).toBe(200)
  })

  it('answers HEAD with the same headers and no body', async () => {
    const { status, headers, response } = await ask('/assets/index-B2c9.js', {}, 'HEAD')
    expect([status, await response.text()]).toEqual([200, ''])
    expect(headers.get('content-length')).toBe(String(SCRIPT.length))
  })

  it.each(['/assets/none.js', '/assets/__proto__', '/assets/a%2f..%2findex.html', '/index.html'])(
    'has nothing at %s',
    async (path) => {
      expect((await ask(path)).status).toBe(404)
    },
  )

  it('says where else to look when it was not built', async () => {
    const world = await makeAppWorld()
    for (const path of ['/', '/hosts/till-1', '/signin']) {
      const { status, text } = await world.send('GET', path, { key: null })
      expect(status).toBe(200)
      expect(text).toContain('dashboard is not served from here')
    }
    expect((await world.send('GET', '/favicon.svg', { key: null })).status).toBe(404)
  })
})
