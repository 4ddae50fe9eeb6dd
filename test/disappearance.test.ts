import { expect, it } from 'vitest'
import { hostSchema } from '../src/contract/host.ts'
import { type Incident, incidentSchema } from '../src/contract/incident.ts'
import { type FlatlineServer, startServer } from './kit/flatline-server.ts'
import { smtpReceiver } from './kit/smtp-receiver.ts'
import { subscribeEmail, subscribeWebhook } from './kit/subscribe.ts'
import { pause, waitUntil } from './kit/wait-until.ts'
import { webhookReceiver } from './kit/webhook-receiver.ts'

const HOST = 'prod-host-1'
const INTERVAL_MS = 3_000
const QUIET_MS = 3_000

it('tells each subscription once that a host is gone, and once that it is back', async () => {
  const smtp = await smtpReceiver()
  const webhooks = await webhookReceiver()
  const server = await startServer({
    FLATLINE_SMTP_URL: smtp.url,
    FLATLINE_SMTP_FROM: 'flatline@example.com',
  })
  await subscribeEmail(server.admin, 'ops@example.com')
  await subscribeWebhook(server.admin, webhooks)

  await server.beat(HOST, { intervalMs: INTERVAL_MS })
  const { deadlineAt } = await server.admin.get(`/v1/hosts/${HOST}`, hostSchema)
  const incident = await openIncident(server)
  expect(incident.deadlineAt).toBe(deadlineAt)
  expect(incident.openedAt).toBe(deadlineAt)
  expect(Date.now() - Date.parse(incident.deadlineAt)).toBeLessThan(1_000)

  await waitUntil('the first webhook', () => webhooks.received().length === 1, 5_000)
  await waitUntil('the first mail', () => smtp.mails().length === 1, 5_000)
  const missing = webhooks.received()[0]
  expect(missing?.signed).toBe(true)
  expect(missing?.message.type).toBe('hosts.missing')
  expect(missing?.message.data.notificationId).toBe(missing?.id)
  expect(missing?.message.data.hosts[0]).toMatchObject({ hostId: HOST, incidentId: incident.id })
  expect(smtp.mails()[0]?.email.subject).toBe(`Hosts missing [${HOST}]`)
  expect(smtp.mails()[0]?.to).toEqual(['ops@example.com'])
  expect(smtp.mails()[0]?.email.text).toContain(incident.deadlineAt)

  await server.beat(HOST, { intervalMs: 600_000 })
  await waitUntil('the second webhook', () => webhooks.received().length === 2, 5_000)
  await waitUntil('the second mail', () => smtp.mails().length === 2, 5_000)
  const recovered = webhooks.received()[1]
  expect(recovered?.signed).toBe(true)
  expect(recovered?.message.data.subject).toBe(`Hosts recovered [${HOST}]`)
  expect(recovered?.message.data.hosts[0]?.incidentId).toBe(incident.id)
  expect(recovered?.id).not.toBe(missing?.id)
  expect(smtp.mails()[1]?.email.subject).toBe(`Hosts recovered [${HOST}]`)
  const resolved = await server.admin.get(`/v1/incidents/${incident.id}`, incidentSchema)
  expect(resolved).toMatchObject({ state: 'resolved', resolution: 'recovered' })
  expect(resolved.deliveries?.map((delivery) => delivery.state)).toContain('sent')

  await pause(QUIET_MS)
  expect(webhooks.received()).toHaveLength(2)
  expect(smtp.mails()).toHaveLength(2)
  expect(await server.admin.all('/v1/incidents', incidentSchema)).toHaveLength(1)
})

it('counts each disappearance as an incident of its own', async () => {
  const server = await startServer()
  await server.beat(HOST, { intervalMs: 1_000 })
  const first = await openIncident(server)
  await server.beat(HOST, { intervalMs: 1_000 })
  const second = await waitUntil(
    'a second incident',
    async () => (await openIncident(server)).epoch > first.epoch && openIncident(server),
    10_000,
  )
  expect(second.id).not.toBe(first.id)
  expect(await server.admin.all('/v1/incidents', incidentSchema)).toHaveLength(2)
})

function openIncident(server: FlatlineServer): Promise<Incident> {
  return waitUntil(
    'an open incident',
    async () => (await server.admin.all('/v1/incidents?state=open', incidentSchema))[0],
    10_000,
    () => server.process().stdout(),
  )
}
