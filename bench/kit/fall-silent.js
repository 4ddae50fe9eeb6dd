import { askHttp } from './ask-http.js'
import { beatAll } from './fleet.js'
import { readRecords } from './read-records.js'
import { pause, waitUntil } from './wait-until.js'
import { startReceiver } from './webhook-receiver.js'

export const SUBSCRIPTIONS = 3
const GROUP_INTERVAL = '20s'
const LIMIT_MS = 1_800_000
/** Counting a large fleet more often would take the machine's time away from the server. */
const HOSTS_COUNTED_PER_SECOND = 1_000_000

/** Longer than a last heartbeat of each takes to send. */
export function silentEnv(hosts) {
  const half = hosts > 100_000 ? '20s' : '5s'
  return { FLATLINE_INTERVAL: half, FLATLINE_GRACE: half }
}

/** Subscriptions that wait for messages. */
export async function prepareOutage(server) {
  const receiver = await startReceiver()
  for (let n = 1; n <= SUBSCRIPTIONS; n++) await subscribe(server, receiver.url(`/${n}`))
  return receiver
}

async function subscribe(server, url) {
  const channel = { kind: 'webhook', url }
  const body = JSON.stringify({ name: 'bench', channel, groupInterval: GROUP_INTERVAL })
  const answer = await askHttp(`${server.url}/v1/subscriptions`, server.keys.admin, body)
  if (answer.status !== 201) throw new Error(answer.body)
}

/** A last heartbeat of each host, and silence until everybody has heard of it. */
export async function fallSilent(server, receiver, dataDir, hosts) {
  const records = readRecords(dataDir)
  const goals = [records.missing() + hosts, records.incidents() + hosts]
  const began = Date.now()
  const lastBeatsMs = await beatAll(server, hosts)
  const reached = await reachAll(
    {
      missing: () => records.missing() >= goals[0],
      incidents: () => records.incidents() >= goals[1],
    },
    hosts,
  )
  const messages = await told(receiver, '.missing', hosts)
  const [first, last] = records.deadlinesSince(began)
  records.close()
  const { blindWindows } = await server.read('/v1/fleet')
  const blind = blindWindows.filter(({ to }) => Date.parse(to) > began + lastBeatsMs)
  return { lastBeatsMs, reached, first, last, messages, blindWindows: blind.length }
}

/** One heartbeat of each, until everybody has heard that they are back. */
export async function comeBack(server, receiver, dataDir, hosts) {
  const records = readRecords(dataDir)
  // Another part of the benchmark may have left hosts that are missing for good.
  const goals = [records.missing() - hosts, records.incidents() - hosts]
  const began = Date.now()
  const beating = beatAll(server, hosts)
  const reached = await reachAll(
    {
      missing: () => records.missing() <= goals[0],
      incidents: () => records.incidents() <= goals[1],
    },
    hosts,
  )
  const messages = await told(receiver, '.recovered', hosts)
  records.close()
  return { began, reached, messages, beatsMs: await beating }
}

/** When each of them was first reached. */
async function reachAll(goals, hosts) {
  const reached = {}
  const everyMs = Math.max(100, (hosts / HOSTS_COUNTED_PER_SECOND) * 1_000)
  const look = () => {
    for (const [name, isReached] of Object.entries(goals)) {
      if (reached[name] === undefined && isReached()) reached[name] = Date.now()
    }
    return Object.keys(reached).length === Object.keys(goals).length
  }
  await waitUntil('all recorded', look, LIMIT_MS, everyMs)
  return reached
}

/** Messages of this kind (of one host or of several), once each subscription knows of all. */
async function told(receiver, kind, hosts) {
  const own = () => receiver.messages.filter(({ type }) => type.endsWith(kind))
  const total = () => own().reduce((sum, each) => sum + each.total, 0)
  await waitUntil(`all told: ${kind}`, () => total() >= hosts * SUBSCRIPTIONS, LIMIT_MS, 100)
  await pause(1_000)
  return own()
}
