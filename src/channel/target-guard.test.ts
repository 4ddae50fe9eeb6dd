import type { LookupAddress } from 'node:dns'
import { RequestFilteringHttpAgent, RequestFilteringHttpsAgent } from 'request-filtering-agent'
import { expect, it } from 'vitest'
import { type Route, targetGuard } from './target-guard.ts'

const signal = new AbortController().signal

async function routeTo(url: string, found: readonly string[]): Promise<Route> {
  const guard = targetGuard(['10.0.0.0/8'], async () => found)
  const route = await guard.route(new URL(url), signal)
  guard.close()
  return route
}

function addressesOf(route: Route): unknown {
  if (route.kind === 'forbidden') return 'forbidden'
  let addresses: string | LookupAddress[] = ''
  route.lookup('changed-its-mind.example.com', { all: true }, (_error, all) => {
    addresses = all
  })
  return addresses
}

it('connects to the addresses that were judged, whatever the name says later', async () => {
  const route = await routeTo('https://example.com', ['8.8.8.8', '2606:4700::1111'])
  expect(addressesOf(route)).toEqual([
    { address: '8.8.8.8', family: 4 },
    { address: '2606:4700::1111', family: 6 },
  ])
  if (route.kind === 'forbidden') return expect.unreachable()
  route.lookup('example.com', {}, (_error, address, family) => {
    expect([address, family]).toEqual(['8.8.8.8', 4])
  })
})

it('leaves public addresses to the filtering agent', async () => {
  expect(await routeTo('http://example.com', ['8.8.8.8'])).toMatchObject({
    agent: expect.any(RequestFilteringHttpAgent),
  })
  expect(await routeTo('https://example.com', ['8.8.8.8'])).toMatchObject({
    agent: expect.any(RequestFilteringHttpsAgent),
  })
})

it('connects to nothing but the named address once a name leads there', async () => {
  for (const other of ['8.8.8.8', '192.168.0.1', '127.0.0.1']) {
    const route = await routeTo('http://ntfy.internal', [other, '10.1.2.3'])
    expect(addressesOf(route)).toEqual([{ address: '10.1.2.3', family: 4 }])
  }
})

it('forbids a name that leads nowhere, or only half of it to the public', async () => {
  expect(await routeTo('http://example.com', [])).toEqual({ kind: 'forbidden' })
  expect(await routeTo('http://example.com', ['8.8.8.8', '::1'])).toEqual({ kind: 'forbidden' })
})
