import { expect, it } from 'vitest'
import { deliverySchema } from '../src/contract/delivery.ts'
import { subscriptionSchema } from '../src/contract/subscription.ts'
import { type FlatlineServer, startServer } from './kit/flatline-server.ts'
import { givenShare } from './kit/given-time.ts'
import { smtpReceiver } from './kit/smtp-receiver.ts'
import { subscribeEmail, subscribeWebhook } from './kit/subscribe.ts'
import { waitUntil } from './kit/wait-until.ts'
import { type WebhookReceiver, webhookReceiver } from './kit/webhook-receiver.ts'

const HOST = 'prod-host-1'
/** Of given time, from the deadline to a message that nothing delays. */
const PROMPT_MS = 2_000

it('lets no endpoint that fails or hangs delay another', async () => {
  const webhooks = await webhookReceiver()
  webhooks.behave(500, '/failing')
  webhooks.behave('hang', '/hanging')
  const server = await startServer()
  for (const path of ['/failing', '/hanging', '/well']) {
    await subscribeWebhook(server.admin, webhooks, {}, path)
  }
  const given = givenShare()
  await fallSilent(server)
  const first = await heard(webhooks, '/well', 1)
  const deadlineAt = Date.parse(first.message.data.hosts[0]?.deadlineAt ?? '')
  expect((first.at - deadlineAt) * given()).toBeLessThan(PROMPT_MS)

  await heard(webhooks, '/hanging', 1)
  const sentAt = Date.now()
  await server.beat(HOST, { intervalMs: 600_000 })
  const second = await heard(webhooks, '/well', 2)
  expect(second.message.type).toBe('hosts.recovered')
  expect((second.at - sentAt) * given()).toBeLessThan(PROMPT_MS)

  await heard(webhooks, '/failing', 2)
  webhooks.behave(200, '/failing')
  const told = await waitUntil(
    'the failing endpoint to catch up',
    () => webhooks.received('/failing').find(({ message }) => message.type === 'hosts.recovered'),
    30_000,
  )
  const tries = webhooks.received('/failing').filter(({ at }) => at < told.at)
  expect(new Set(tries.map(({ id }) => id)).size).toBe(1)
})

it('sends the same id and words again when the answer was lost', async () => {
  const webhooks = await webhookReceiver()
  webhooks.behave('lose')
  const server = await startServer()
  await subscribeWebhook(server.admin, webhooks)
  await fallSilent(server)
  const first = await heard(webhooks, '/', 1)
  webhooks.behave(200)
  const second = await heard(webhooks, '/', 2)
  expect(second.id).toBe(first.id)
  expect(second.body).toBe(first.body)
  expect(second.signed).toBe(true)
})

it('disables a subscription whose endpoint is gone, and resends its dead letter', async () => {
  const webhooks = await webhookReceiver()
  webhooks.behave(410)
  const server = await startServer()
  const { id } = await subscribeWebhook(server.admin, webhooks)
  await fallSilent(server)
  const first = await heard(webhooks, '/', 1)

  const path = `/v1/subscriptions/${id}`
  const disabled = await waitUntil(
    'a disabled subscription',
    async () => {
      const subscription = await server.admin.get(path, subscriptionSchema)
      return subscription.state === 'disabled' && subscription
    },
    10_000,
  )
  expect(disabled.stateReason).toContain('410')
  const [dead, ...others] = await server.admin.all('/v1/deliveries?state=dead', deliverySchema)
  expect(others).toEqual([])
  expect(dead).toMatchObject({ subscriptionId: id, id: first.id, attemptsTotal: 1 })

  webhooks.behave(200)
  const enabled = await server.admin.send('PATCH', path, { active: true })
  expect(enabled.status).toBe(200)
  const resent = await server.admin.send('POST', `/v1/deliveries/${dead?.id}/resend`)
  expect(resent.status).toBeLessThan(300)
  const second = await heard(webhooks, '/', 2)
  expect(second.id).toBe(first.id)
  expect(second.body).toBe(first.body)
  await waitForState(server, first.id, 'sent')
})

it('tries a deferred mail again, and disables an address that does not exist', async () => {
  const smtp = await smtpReceiver()
  const server = await startServer({
    FLATLINE_SMTP_URL: smtp.url,
    FLATLINE_SMTP_FROM: 'flatline@example.com',
  })
  const { id } = await subscribeEmail(server.admin, 'ops@example.com')
  smtp.behave(451)
  await fallSilent(server)
  await waitUntil('a deferred mail', () => smtp.refusals() > 0, 10_000)
  smtp.behave(250)
  await waitUntil('the mail', () => smtp.mails().length === 1, 30_000)
  expect(smtp.mails()[0]?.email.subject).toBe(`Hosts missing [${HOST}]`)

  smtp.behave(550)
  await server.beat(HOST, { intervalMs: 600_000 })
  const disabled = await waitUntil(
    'a disabled subscription',
    async () => {
      const path = `/v1/subscriptions/${id}`
      const subscription = await server.admin.get(path, subscriptionSchema)
      return subscription.state === 'disabled' && subscription
    },
    10_000,
  )
  expect(disabled.stateReason).toContain('550')
  expect(await server.admin.all('/v1/deliveries?state=dead', deliverySchema)).toHaveLength(1)
})

async function fallSilent(server: FlatlineServer): Promise<void> {
  expect((await server.beat(HOST, { intervalMs: 1_000 })).status).toBe(200)
}

function heard(webhooks: WebhookReceiver, path: string, count: number) {
  return waitUntil(
    `message ${count} on ${path}`,
    () => webhooks.received(path)[count - 1],
    20_000,
    () => webhooks.received(path),
  )
}

async function waitForState(server: FlatlineServer, id: string, state: string): Promise<void> {
  await waitUntil(
    `delivery ${id} to be ${state}`,
    async () => {
      const delivery = await server.admin.get(`/v1/deliveries/${id}`, deliverySchema)
      return delivery.state === state
    },
    10_000,
  )
}
