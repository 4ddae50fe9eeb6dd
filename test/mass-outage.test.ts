import { expect, it } from 'vitest'
import { fleetSchema } from '../src/contract/fleet.ts'
import { incidentSchema } from '../src/contract/incident.ts'
import { apiClient } from './kit/api-client.ts'
import { type FlatlineServer, startServer } from './kit/flatline-server.ts'
import { subscribeWebhook } from './kit/subscribe.ts'
import { pause, waitUntil } from './kit/wait-until.ts'
import { webhookReceiver } from './kit/webhook-receiver.ts'

const HOSTS = 10_000
const BATCH = 1_000
const TIMEOUT_MS = 9_000
/** The default groupWait; a short groupInterval spares the test a minute. */
const GROUPING = { groupWait: '10s', groupInterval: '5s' } as const

it('tells of 10,000 hosts that fall silent at once in one message per subscription', async () => {
  const webhooks = await webhookReceiver()
  const server = await startServer()
  await subscribeWebhook(server.admin, webhooks, GROUPING, '/one')
  await subscribeWebhook(server.admin, webhooks, GROUPING, '/two')

  await beatAll(server, TIMEOUT_MS)
  await waitUntil(
    '10,000 open incidents',
    async () => (await server.admin.get('/v1/fleet', fleetSchema)).openIncidents === HOSTS,
    TIMEOUT_MS + 15_000,
    () => server.process().stderr(),
  )
  await waitUntil('one message each', () => heard('/one') > 0 && heard('/two') > 0, 20_000)
  const incidents = await server.admin.all('/v1/incidents?state=open&limit=1000', incidentSchema)
  expect(new Set(incidents.map(({ hostId }) => hostId))).toEqual(new Set(hostIds()))

  for (const path of ['/one', '/two']) {
    const data = webhooks.received(path)[0]?.message.data
    expect(data?.total).toBe(HOSTS)
    expect(data?.subject.length).toBeLessThan(100)
    expect(data?.subject).toMatch(/^Hosts missing \[h-00000, h-00001, .* \(\+\d+ more\)\]$/)
    expect(data?.hosts.map(({ hostId }) => hostId)).toEqual(hostIds().slice(0, data?.hosts.length))
    expect(data?.more).toBe(HOSTS - (data?.hosts.length ?? 0))
  }

  await beatAll(server, 43_200_000)
  await waitUntil('one more each', () => heard('/one') > 1 && heard('/two') > 1, 40_000)
  await pause(2_000)
  for (const path of ['/one', '/two']) {
    const [missing, recovered, ...others] = webhooks.received(path)
    expect(others).toEqual([])
    expect(missing?.message.type).toBe('hosts.missing')
    expect(recovered?.message).toMatchObject({ type: 'hosts.recovered', data: { total: HOSTS } })
  }
  expect((await server.admin.get('/v1/fleet', fleetSchema)).openIncidents).toBe(0)

  function heard(path: string): number {
    return webhooks.received(path).length
  }
})

async function beatAll(server: FlatlineServer, intervalMs: number): Promise<void> {
  const beating = apiClient(server.url, server.beatKey)
  for (let from = 0; from < HOSTS; from += BATCH) {
    const batch = hostIds().slice(from, from + BATCH)
    const body = batch.map((hostId) => ({ hostId, intervalMs }))
    const answer = await beating.send('POST', '/v1/heartbeats', body)
    expect(JSON.parse(answer.text)).toEqual({ accepted: BATCH, rejected: [] })
  }
}

function hostIds(): string[] {
  return Array.from({ length: HOSTS }, (_, index) => `h-${String(index).padStart(5, '0')}`)
}
