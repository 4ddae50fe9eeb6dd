import { askHttp } from './ask-http.js'
import { beatAll, registerAll } from './fleet.js'
import { readRecords } from './read-records.js'
import { pause, waitUntil } from './wait-until.js'
import { startReceiver } from './webhook-receiver.js'

export const SUBSCRIPTIONS = 3
const TIMEOUT_MS = 5_000
const CALM_MS = 3_600_000
const LIMIT_MS = 150_000

/** Subscriptions that wait for messages, and new hosts with a timeout that they do not reach. */
export async function prepareOutage(server, dataDir, hosts) {
  const receiver = await startReceiver()
  for (let n = 1; n <= SUBSCRIPTIONS; n++) await subscribe(server, receiver.url(`/${n}`))
  const registering = await registerAll(server, dataDir, hosts, { intervalMs: CALM_MS })
  return { receiver, registering }
}

async function subscribe(server, url) {
  const body = JSON.stringify({ name: 'bench', channel: { kind: 'webhook', url } })
  const answer = await askHttp(`${server.url}/v1/subscriptions`, server.keys.admin, body)
  if (answer.status !== 201) throw new Error(answer.body)
}

/** A last heartbeat of each host, with a short timeout; all times count from the first deadline. */
export async function fallSilent(server, receiver, dataDir, hosts) {
  const records = readRecords(dataDir)
  const began = Date.now()
  const lastBeatsMs = await beatAll(server, hosts, { intervalMs: TIMEOUT_MS })
  const reached = { missing: 0, incidents: 0 }
  const all = { missing: () => records.missing(), incidents: () => records.incidents() }
  await waitUntil(
    'all missing',
    () => {
      for (const step of Object.keys(all)) {
        if (reached[step] === 0 && all[step]() >= hosts) reached[step] = Date.now()
      }
      return reached.missing > 0 && reached.incidents > 0
    },
    LIMIT_MS,
    100,
  )
  const told = () => receiver.messages.reduce((sum, { total }) => sum + total, 0)
  await waitUntil('all told', () => told() >= hosts * SUBSCRIPTIONS, LIMIT_MS)
  await pause(1_000)
  const incidents = records.incidentsSince(began)
  records.close()
  const deadlines = incidents.map(({ openedAt }) => openedAt).sort((a, b) => a - b)
  const { blindWindows } = await server.read('/v1/fleet')
  return { lastBeatsMs, reached, deadlines, blindWindows: blindWindows.length }
}
