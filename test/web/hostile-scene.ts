import { createServer } from 'node:http'
import { afterAll, beforeAll } from 'vitest'
import { deliverySchema } from '../../src/contract/delivery.ts'
import { keySecretSchema } from '../../src/contract/key-secret.ts'
import { silenceSchema } from '../../src/contract/silence.ts'
import { subscriptionSchema } from '../../src/contract/subscription.ts'
import type { FlatlineServer } from '../kit/flatline-server.ts'
import { listen } from '../kit/listen.ts'
import { waitUntil } from '../kit/wait-until.ts'
import type { Dashboard } from './dashboard.ts'

/** What it would do if a page took it for more than text: set a global, or make an element. */
export const HOSTILE_TEXTS = [
  '<img src=x data-hostile onerror=hostile=1>',
  '<script data-hostile>hostile=1</script>',
  '"><svg data-hostile onload=hostile=1>',
  "' onfocus=hostile=1 autofocus data-hostile='",
  'javascript:hostile=1',
  "=cmd|'/c calc'!A0",
  '{{hostile=1}} &lt;b data-hostile&gt;',
  'W'.repeat(64),
] as const
export const LONG_ID = 'W'.repeat(100)
const SITE = { site: '0412' }
const TOLD_MS = 60_000

/** Each text on the dashboard that people can supply is hostile. Returns the key of an admin. */
export function useHostileScene(dashboard: Dashboard): () => string {
  const receiver = createServer((request, response) => {
    request.resume()
    const text = `${HOSTILE_TEXTS.slice(0, 3).join('')}${'W'.repeat(200)}`
    response.writeHead(request.url === '/gone' ? 410 : 500, { 'content-type': 'text/html' })
    response.end(text)
  })
  let key = ''
  beforeAll(async () => {
    key = await fill(dashboard.server(), `http://127.0.0.1:${await listen(receiver)}`)
  })
  afterAll(() => {
    receiver.closeAllConnections()
    receiver.close()
  })
  return () => key
}

async function fill(server: FlatlineServer, receiver: string): Promise<string> {
  const { admin } = server
  const to = '2099-01-01T00:00:00Z'
  const soon = new Date(Date.now() + 86_400_000).toISOString()
  for (const [at, text] of HOSTILE_TEXTS.entries()) {
    const fields = { site: text, labels: { role: text } }
    const short = at % 2 === 0 ? { interval: '1s', grace: '1s' } : { interval: '10m' }
    await server.beat(`host-${at}`, { ...fields, ...short })
    const key = { name: text, scopes: ['beat'], labels: { role: text }, expiresAt: to }
    await admin.post('/v1/keys', key, keySecretSchema)
    const silence = { match: { role: [text, 'other'] }, to: soon, reason: text }
    await admin.post('/v1/silences', silence, silenceSchema)
    const channel = { kind: 'webhook', url: `${receiver}/${at}/${encodeURIComponent(text)}` }
    const subscription = { name: text, channel, match: { role: text }, groupWait: '0s' }
    await admin.post('/v1/subscriptions', subscription, subscriptionSchema)
  }
  await server.beat(LONG_ID, { ...SITE, interval: '1s', grace: '1s' })
  await subscribeToLongId(server, receiver)
  const name = HOSTILE_TEXTS[0]
  const { key } = await admin.post('/v1/keys', { name, scopes: ['admin'] }, keySecretSchema)
  return key ?? ''
}

/** One is refused for good, the other failed: their answers stand on the page. */
async function subscribeToLongId({ admin }: FlatlineServer, receiver: string): Promise<void> {
  for (const path of ['gone', `failing/${'W'.repeat(1_500)}`]) {
    const channel = { kind: 'webhook', url: `${receiver}/${path}` }
    const input = { name: 'W'.repeat(100), channel, match: { hostId: LONG_ID }, groupWait: '0s' }
    await admin.post('/v1/subscriptions', input, subscriptionSchema)
  }
  const reason = 'W'.repeat(200)
  const from = '2098-01-01T00:00:00Z'
  const silence = { match: { site: 'none' }, from, to: '2098-01-02T00:00:00Z', reason }
  await admin.post('/v1/silences', silence, silenceSchema)
  for (const state of ['dead', 'retrying']) {
    const isThere = async () =>
      (await admin.all(`/v1/deliveries?state=${state}`, deliverySchema)).length > 0
    await waitUntil(`a delivery that is ${state}`, isThere, TOLD_MS)
  }
}
