import { describe, it } from 'vitest'
import { hostSchema } from '../src/contract/host.ts'
import { type Incident, incidentSchema } from '../src/contract/incident.ts'
import { startDynamodb } from './kit/dynamodb-process.ts'
import type { Ends } from './kit/ends.ts'
import {
  type FlatlineServer,
  flatline,
  KEY,
  listening,
  serveEnv,
  startServer,
} from './kit/flatline-server.ts'
import { freePort } from './kit/free-port.ts'
import { subscribeWebhook } from './kit/subscribe.ts'
import { startSwarm } from './kit/swarm.ts'
import { pause, waitUntil } from './kit/wait-until.ts'
import { type WebhookReceiver, webhookReceiver } from './kit/webhook-receiver.ts'

const HOST = 'prod-host-1'
/** Interval + grace. */
const TIMEOUT_MS = 3_000
const TIMING = { interval: '1s', grace: '2s' } as const
/** Heartbeats on their way, marks of presence, the sweep: all of it on a busy machine. */
const NOTICED_MS = 40_000
/** Whoever used a mailbox, or a share of a sweep, has it for so long, even if it has ended. */
const LEASE_MS = 60_000
const HOLD_MS = 90_000
const QUIET_MS = 3_000
/** A receiver that hangs is given up after this, and tried again by the same server. */
const ATTEMPT_MS = 15_000
const ALIVE = ['alive-1', 'alive-2', 'alive-3', 'alive-4', 'alive-5']
const DEAD = ['dead-1', 'dead-2']

describe('two servers on one store', { timeout: 600_000 }, () => {
  it.concurrent('print the keys once when they start at the same moment', async ({
    expect,
    onTestFinished: ends,
  }) => {
    const { variables } = await startDynamodb(ends)
    const start = async () => {
      const port = await freePort()
      const process = flatline(['serve'], { ...serveEnv('/nonexistent', port), ...variables }, ends)
      await listening(process, port)
      return process
    }
    const printed = await Promise.all([start(), start()])
    const keys = printed.map((each) => each.stdout().match(new RegExp(KEY, 'g')) ?? [])
    expect(keys.map((of) => of.length > 0).sort()).toEqual([false, true])
    expect(new Set(keys.flat()).size).toBe(2)
  })

  it.concurrent('hear a host together, tell once that it is silent, and hand over', async ({
    expect,
    onTestFinished: ends,
  }) => {
    const { one, other, webhooks } = await startTwo(ends)
    for (let round = 0; round < 6; round++) {
      for (const server of [one, other]) {
        await beat(server, HOST, TIMING)
        await pause(TIMEOUT_MS / 2)
      }
    }
    expect(await incidentsOf(other)).toEqual([])
    for (const server of [one, other]) {
      const { state } = await server.admin.get(`/v1/hosts/${HOST}`, hostSchema)
      expect(['up', 'late']).toContain(state)
    }
    const [incident] = await openIncidents(one, 1)
    await heard(webhooks, 1)
    await pause(QUIET_MS)
    expect(webhooks.received().map(({ message }) => message.type)).toEqual(['hosts.missing'])
    expect(webhooks.received()[0]?.message.data.hosts[0]?.incidentId).toBe(incident?.id)

    expect(await one.stop('SIGTERM')).toEqual({ code: 0, signal: null })
    await beat(other, HOST, TIMING)
    const [second] = await openIncidents(other, 1, ({ id }) => id !== incident?.id)
    expect(second?.epoch).toBeGreaterThan(incident?.epoch ?? 0)
    await heard(webhooks, 3, LEASE_MS + NOTICED_MS)
    await pause(QUIET_MS)
    const types = webhooks.received().map(({ message }) => message.type)
    expect(types).toEqual(['hosts.missing', 'hosts.recovered', 'hosts.missing'])
    expect(await incidentsOf(other)).toHaveLength(2)
  })

  it.concurrent('blame nobody for one that stands still', async ({
    expect,
    onTestFinished: ends,
  }) => {
    const { one, other } = await startTwo(ends)
    const swarm = startSwarm({ ...swarmOf(one), hostIds: ALIVE })
    await waitUntil('all to be heard', () => swarm.acknowledged.size === ALIVE.length, NOTICED_MS)
    for (const hostId of DEAD) {
      await beat(other, hostId, TIMING)
    }
    one.process().signal('SIGSTOP')
    await pause(4 * TIMEOUT_MS)
    expect(swarm.unjust(await incidentsOf(other), TIMEOUT_MS)).toEqual([])
    one.process().signal('SIGCONT')
    const incidents = await openIncidents(other, 2)
    await pause(TIMEOUT_MS)
    await swarm.stop()
    expect(incidents.map(({ hostId }) => hostId).sort()).toEqual(DEAD)
    expect(await incidentsOf(other)).toHaveLength(2)
  })

  it.concurrent('go on after kill -9 of one, and tell once what that had half done', async ({
    expect,
    onTestFinished: ends,
  }) => {
    const { variables } = await startDynamodb(ends)
    const webhooks = await webhookReceiver(ends)
    webhooks.behave('hang')
    const dying = await startServer(variables, { ends })
    await subscribeWebhook(dying.admin, webhooks)
    const before = startSwarm({ ...swarmOf(dying), hostIds: ALIVE })
    await beat(dying, HOST, TIMING)
    const first = await heard(webhooks, 1)
    const other = await startServer(variables, { ends, keys: dying })
    const isAttempting = () => Date.now() - (webhooks.received().at(-1)?.at ?? 0) < ATTEMPT_MS / 2
    await waitUntil('an attempt under way', isAttempting, NOTICED_MS)
    await dying.stop('SIGKILL')
    const copies = webhooks.received().length
    await before.stop()
    webhooks.behave(200)

    await pause(5 * TIMEOUT_MS)
    const after = startSwarm({ ...swarmOf(other), hostIds: ALIVE })
    const second = await heard(webhooks, copies + 1, LEASE_MS + NOTICED_MS)
    expect(second.id).toBe(first.id)
    expect(second.body).toBe(first.body)
    await waitUntil('all shares to be swept', () => isServing(other), HOLD_MS + NOTICED_MS)
    await pause(QUIET_MS)
    await after.stop()
    expect(webhooks.received()).toHaveLength(copies + 1)
    expect((await incidentsOf(other)).map(({ hostId }) => hostId)).toEqual([HOST])
  })
})

/** Two servers, and a webhook that both may call. */
async function startTwo(ends: Ends) {
  const { variables } = await startDynamodb(ends)
  const webhooks = await webhookReceiver(ends)
  const one = await startServer(variables, { ends })
  const other = await startServer(variables, { ends, keys: one })
  await subscribeWebhook(one.admin, webhooks)
  return { one, other, webhooks }
}

/** A computer whose heartbeat is refused for a passing reason repeats it. */
function beat(server: FlatlineServer, hostId: string, timing: typeof TIMING): Promise<true> {
  const accepted = async () => (await server.beat(hostId, timing)).status === 200
  return waitUntil(`a heartbeat of ${hostId} to be accepted`, accepted, NOTICED_MS)
}

function swarmOf({ url, beatKey: key }: FlatlineServer) {
  return { url, key, fields: TIMING, everyMs: 1_000, perRelay: 5, connections: 2 }
}

async function isServing({ admin }: FlatlineServer): Promise<boolean> {
  return (await admin.send('GET', '/v1/status')).status === 200
}

function incidentsOf({ admin }: FlatlineServer): Promise<Incident[]> {
  return admin.all('/v1/incidents', incidentSchema)
}

function openIncidents(
  server: FlatlineServer,
  count: number,
  isMeant: (incident: Incident) => boolean = () => true,
): Promise<Incident[]> {
  return waitUntil(
    `${count} open incidents`,
    async () => {
      const open = await server.admin.all('/v1/incidents?state=open', incidentSchema)
      const meant = open.filter(isMeant)
      return meant.length >= count && meant
    },
    NOTICED_MS,
    () => server.process().stdout(),
  )
}

function heard(webhooks: WebhookReceiver, count: number, limitMs = NOTICED_MS) {
  const latest = () => webhooks.received()[count - 1]
  return waitUntil(`message ${count}`, latest, limitMs, () => webhooks.received())
}
