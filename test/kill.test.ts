import { expect, it } from 'vitest'
import { hostSchema } from '../src/contract/host.ts'
import { incidentSchema } from '../src/contract/incident.ts'
import { type FlatlineServer, startServer } from './kit/flatline-server.ts'
import { subscribeWebhook } from './kit/subscribe.ts'
import { startSwarm } from './kit/swarm.ts'
import { pause, waitUntil } from './kit/wait-until.ts'
import { webhookReceiver } from './kit/webhook-receiver.ts'

const HOSTS = 4_000
const ROUNDS = [1, 2, 3]
const HOST = 'prod-host-1'
const AN_HOUR = { interval: '1h', grace: '1h' } as const

it('has every heartbeat that it acknowledged after kill -9, three times over', async () => {
  const server = await startServer()
  const hostIds = Array.from({ length: HOSTS }, (_, index) => `h-${index}`)
  for (const round of ROUNDS) {
    const { url, beatKey: key } = server
    const swarm = startSwarm({ url, key, hostIds, fields: AN_HOUR, connections: 24, everyMs: 0 })
    const enough = HOSTS + round * 500
    await waitUntil(
      `${enough} acknowledged heartbeats`,
      () => (swarm.answers.get(200) ?? 0) >= enough,
      60_000,
      () => Object.fromEntries(swarm.answers),
    )
    await server.stop('SIGKILL')
    await swarm.stop()
    await server.restart()

    const hosts = await server.admin.all('/v1/hosts?limit=1000', hostSchema)
    const heard = new Map(
      hosts.map((host) => [host.hostId, Date.parse(host.lastHeartbeatAt ?? '')]),
    )
    const lost = [...swarm.acknowledged].filter(([id, sentAt]) => !((heard.get(id) ?? 0) >= sentAt))
    expect(swarm.acknowledged.size).toBe(HOSTS)
    expect(lost).toEqual([])
    expect(await server.admin.all('/v1/incidents', incidentSchema)).toEqual([])
  }
})

it('tells of an incident after kill -9 between the incident and the message', async () => {
  const webhooks = await webhookReceiver()
  const server = await startServer()
  await subscribeWebhook(server.admin, webhooks, { groupWait: '4s' })
  const id = await loseHost(server)
  await server.stop('SIGKILL')
  expect(webhooks.received()).toEqual([])
  await server.restart()

  await waitUntil('the message', () => webhooks.received().length > 0, 20_000)
  await pause(2_000)
  expect(webhooks.received()).toHaveLength(1)
  expect(webhooks.received()[0]?.message.data.hosts[0]?.incidentId).toBe(id)
})

it('sends the same id and words after kill -9 between sending and recording', async () => {
  const webhooks = await webhookReceiver()
  webhooks.behave('hang')
  const server = await startServer()
  await subscribeWebhook(server.admin, webhooks)
  await loseHost(server)
  await waitUntil('the first copy', () => webhooks.received().length > 0, 10_000)
  await server.stop('SIGKILL')
  webhooks.behave(200)
  await server.restart()

  await waitUntil('the second copy', () => webhooks.received().length > 1, 40_000)
  await pause(2_000)
  const [first, second, ...others] = webhooks.received()
  expect(others).toEqual([])
  expect(second?.signed).toBe(true)
  expect(second?.id).toBe(first?.id)
  expect(second?.body).toBe(first?.body)
})

/** Lets one host fall silent and returns its incident. */
async function loseHost(server: FlatlineServer): Promise<string> {
  await server.beat(HOST, { intervalMs: 1_000 })
  const incident = await waitUntil(
    'an open incident',
    async () => (await server.admin.all('/v1/incidents?state=open', incidentSchema))[0],
    10_000,
  )
  return incident.id
}
