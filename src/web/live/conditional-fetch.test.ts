import { expect, it } from 'vitest'
import { conditionalFetch } from './conditional-fetch.ts'

function server(etag: string | null) {
  const asked: (string | null)[] = []
  const ask = async (_: string, init: RequestInit) => {
    const known = new Headers(init.headers).get('if-none-match')
    asked.push(known)
    const headers = etag === null ? {} : { etag }
    if (known !== null && known === etag) return new Response(null, { status: 304, headers })
    return new Response('{"a":1}', { headers })
  }
  return { asked, fetch: conditionalFetch(ask) }
}

const GET = { method: 'GET', headers: {} }

it('asks whether it changed, and answers from memory if not', async () => {
  const { asked, fetch } = server('"1"')
  await fetch('/v1/fleet', GET)
  const again = await fetch('/v1/fleet', GET)
  expect([again.status, await again.text(), asked]).toEqual([200, '{"a":1}', [null, '"1"']])
})

it('asks plainly for what has no ETag, and for what changes something', async () => {
  const plain = server(null)
  await plain.fetch('/v1/fleet', GET)
  await plain.fetch('/v1/fleet', GET)
  const tagged = server('"1"')
  await tagged.fetch('/v1/hosts/a/pause', { method: 'POST', headers: {} })
  await tagged.fetch('/v1/hosts/a/pause', { method: 'POST', headers: {} })
  expect([plain.asked, tagged.asked]).toEqual([
    [null, null],
    [null, null],
  ])
})
