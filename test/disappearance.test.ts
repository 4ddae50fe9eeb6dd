import { describe, expect, it, onTestFinished } from 'vitest'
import { hostSchema } from '../src/contract/host.ts'
import { type Incident, incidentSchema } from '../src/contract/incident.ts'
import { givenShare } from './kit/given-time.ts'
import type { Installation } from './kit/installation.ts'
import { INSTALLATIONS } from './kit/installations.ts'
import { curl } from './kit/shell.ts'
import { smtpReceiver } from './kit/smtp-receiver.ts'
import { snsEndpoint } from './kit/sns-endpoint.ts'
import { subscribeEmail, subscribeTopic, subscribeWebhook } from './kit/subscribe.ts'
import { pause, waitUntil } from './kit/wait-until.ts'
import { webhookReceiver } from './kit/webhook-receiver.ts'

const HOST = 'prod-host-1'
const QUIET_MS = 3_000
const TOLD_MS = 20_000
const TOPIC = 'arn:aws:sns:us-east-1:123456789012:flatline'

describe.each(INSTALLATIONS)('$name', ({ start, reachesLoopback, noticedWithinMs }) => {
  it('tells each subscription once that a host is gone, and once that it is back', async () => {
    const { smtp, sns, webhooks, variables } = await startReceivers()
    const installation = await start(variables)
    const { admin } = installation
    await subscribeEmail(admin, 'ops@example.com')
    await subscribeTopic(admin, TOPIC)
    if (reachesLoopback) await subscribeWebhook(admin, webhooks)

    const given = givenShare()
    await beat(installation, '3s')
    const registered = await admin.get(`/v1/hosts/${HOST}`, hostSchema)
    expect(registered.state).toBe('up')
    const incident = await openIncident(installation)
    expect(incident.deadlineAt).toBe(registered.deadlineAt)
    expect(incident.openedAt).toBe(registered.deadlineAt)
    const noticedAfterMs = Date.parse(incident.noticedAt) - Date.parse(incident.deadlineAt)
    expect(noticedAfterMs * given()).toBeLessThan(noticedWithinMs)

    await waitUntil('the first mail', () => smtp.mails().length === 1, TOLD_MS)
    expect(smtp.mails()[0]?.email.subject).toBe(`Hosts missing [${HOST}]`)
    expect(smtp.mails()[0]?.to).toEqual(['ops@example.com'])
    expect(smtp.mails()[0]?.email.text).toContain(incident.deadlineAt)
    await waitUntil('the first publication', () => sns.published.length === 1, TOLD_MS)
    const published = sns.published[0]
    expect(published).toMatchObject({ topicArn: TOPIC, subject: `Hosts missing [${HOST}]` })
    expect(published?.text).toContain(incident.deadlineAt)
    if (reachesLoopback) {
      await waitUntil('the first webhook', () => webhooks.received().length === 1, TOLD_MS)
      const missing = webhooks.received()[0]
      expect(missing?.signed).toBe(true)
      expect(missing?.message.type).toBe('hosts.missing')
      expect(missing?.message.data.notificationId).toBe(missing?.id)
      const named = { hostId: HOST, incidentId: incident.id }
      expect(missing?.message.data.hosts[0]).toMatchObject(named)
    }

    await beat(installation, '10m')
    await waitUntil('the second mail', () => smtp.mails().length === 2, TOLD_MS)
    expect(smtp.mails()[1]?.email.subject).toBe(`Hosts recovered [${HOST}]`)
    await waitUntil('the second publication', () => sns.published.length === 2, TOLD_MS)
    expect(sns.published[1]?.subject).toBe(`Hosts recovered [${HOST}]`)
    const ids = sns.published.map(({ attributes }) => attributes.notificationId)
    expect(new Set(ids).size).toBe(2)
    if (reachesLoopback) {
      await waitUntil('the second webhook', () => webhooks.received().length === 2, TOLD_MS)
      const [missing, recovered] = webhooks.received()
      expect(recovered?.signed).toBe(true)
      expect(recovered?.message.data.subject).toBe(`Hosts recovered [${HOST}]`)
      expect(recovered?.message.data.hosts[0]?.incidentId).toBe(incident.id)
      expect(recovered?.id).not.toBe(missing?.id)
    }
    const resolved = await admin.get(`/v1/incidents/${incident.id}`, incidentSchema)
    expect(resolved).toMatchObject({ state: 'resolved', resolution: 'recovered' })
    expect(resolved.deliveries?.map((delivery) => delivery.state)).toContain('sent')

    await pause(QUIET_MS)
    expect(smtp.mails()).toHaveLength(2)
    expect(sns.published).toHaveLength(2)
    expect(webhooks.received()).toHaveLength(reachesLoopback ? 2 : 0)
    expect(await admin.all('/v1/incidents', incidentSchema)).toHaveLength(1)

    await beat(installation, '1s')
    const second = await openIncident(installation)
    expect(second.id).not.toBe(incident.id)
    expect(second.epoch).toBeGreaterThan(incident.epoch)
    expect(await admin.all('/v1/incidents', incidentSchema)).toHaveLength(2)
  })
})

/** Whoever can be told, on loopback, and what an installation is told of them. */
async function startReceivers() {
  const smtp = await smtpReceiver()
  const webhooks = await webhookReceiver()
  const sns = await snsEndpoint()
  onTestFinished(() => sns.close())
  sns.makeTopic(TOPIC)
  const variables = {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: sns.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: sns.credentials.secretAccessKey,
    FLATLINE_SNS_ENDPOINT: sns.url,
    FLATLINE_SMTP_URL: smtp.url,
    FLATLINE_SMTP_FROM: 'flatline@example.com',
  }
  return { smtp, webhooks, sns, variables }
}

/** As a computer does it: with its own curl. */
async function beat({ url, beatKey }: Installation, interval: string): Promise<void> {
  const body = JSON.stringify({ hostId: HOST, interval, grace: '0s' })
  const answer = await curl(`-H 'x-api-key: ${beatKey}' -d '${body}' ${url}/v1/heartbeat`)
  expect(answer).toEqual({ status: 200, body: '{"message":"OK"}' })
}

function openIncident({ admin, log }: Installation): Promise<Incident> {
  return waitUntil(
    'an open incident',
    async () => (await admin.all('/v1/incidents?state=open', incidentSchema))[0],
    30_000,
    log,
  )
}
