import { z } from 'zod'
import { apiClient } from '../kit/api-client.ts'
import { waitUntil } from '../kit/wait-until.ts'
import { webhookReceiver } from '../kit/webhook-receiver.ts'
import { fieldsIn } from './expect-sound.ts'
import type { FuzzedServer } from './fuzzed-server.ts'
import { GOOD } from './fuzzed-server.ts'
import { headerOf, type WireAnswer } from './read-answers.ts'

/** What there is to name in requests, and what a refused request must leave as it was. */
export interface LivingThings {
  /** Replaces each `@kind:n@`. */
  fill(text: string): string
  /** Takes up ids, cursors, ETags, cookies and keys that an answer shows. */
  learn(path: string, answer: WireAnswer): void
  /** All that requests can change, without what changes by itself. */
  look(): Promise<string>
  /** What was seen last, unless something was changed since then. */
  before(): Promise<string>
  change(): void
  /** Plants some of each, removes what has piled up, and looks for ids of what there is. */
  refresh(): Promise<void>
}

const LISTS = ['hosts', 'subscriptions', 'silences', 'keys', 'incidents', 'deliveries', 'sites']
const REMOVABLE = ['hosts', 'subscriptions', 'silences', 'keys']
const KEPT_MAX = 25
const PLANTS = 6
const PLANTED: readonly (readonly [string, object])[] = [
  ['keys', { name: 'planted', scopes: ['read'] }],
  ['silences', { match: { site: 'none' }, to: soon(9), reason: 'planted' }],
  ['subscriptions', { name: 'planted', channel: { kind: 'log' } }],
]

const pageSchema = z.object({
  items: z.array(z.record(z.string(), z.unknown())),
  next: z.string().nullable(),
})
type Item = z.output<typeof pageSchema>['items'][number]

export async function livingThings(server: FuzzedServer): Promise<LivingThings> {
  const { control, keys } = server
  const pools = new Map<string, string[]>([
    ['soon', [soon(1), soon(2), soon(3), soon(4)]],
    ['adminKey', [keys.admin]],
    ['readKey', [keys.read]],
    ['beatKey', [keys.beat]],
  ])
  const add = (kind: string, value: unknown) => {
    if (typeof value !== 'string' || value === '') return
    const others = (pools.get(kind) ?? []).filter((each) => each !== value)
    pools.set(kind, [value, ...others].slice(0, KEPT_MAX))
  }
  const list = async (kind: string): Promise<Item[]> => {
    const { status, text } = await control.send('GET', `/v1/${kind}?limit=1000`)
    if (status !== 200) throw new Error(`${kind} cannot be listed: ${status} ${text}`)
    return pageSchema.parse(JSON.parse(text)).items
  }
  let seen: string | undefined
  const look = async () => {
    const found: unknown[] = []
    for (const kind of REMOVABLE) {
      const items = (await list(kind)).filter((item) => !isGood(item))
      found.push(items.map((item) => (kind === 'hosts' ? lasting(item) : steady(item))))
    }
    seen = JSON.stringify(found)
    return seen
  }
  await prepare(server)
  const ours = new Set((await list('keys')).map(({ id }) => id))
  const isOurs = (item: Item) => ours.has(item.id) || isGood(item)
  return {
    fill: (text) =>
      text.replaceAll(/@(\w+):(\d+)@/g, (_, kind: string, nth: string) => {
        const pool = pools.get(kind) ?? []
        return pool[Number(nth) % Math.max(pool.length, 1)] ?? 'none'
      }),
    learn(path, answer) {
      const etag = headerOf(answer, 'etag')
      add('etags', etag)
      add('cookies', headerOf(answer, 'set-cookie')?.split(';')[0])
      if (answer.status >= 300 || answer.body[0] !== 0x7b || path.startsWith('/v1/session')) return
      const { key, next } = fieldsIn(answer.body)
      if (path === '/v1/keys') add('keySecrets', key)
      if (typeof next === 'string')
        add('cursors', new URL(next, 'http://x').searchParams.get('cursor'))
    },
    look,
    before: async () => seen ?? (await look()),
    change() {
      seen = undefined
    },
    async refresh() {
      seen = undefined
      for (const key of [keys.read, keys.admin]) {
        const { headers } = await control.send('POST', '/v1/session', { key })
        add('cookies', headers.getSetCookie()[0]?.split(';')[0])
      }
      for (let nth = 0; nth < PLANTS; nth++) {
        for (const [kind, input] of PLANTED) await control.send('POST', `/v1/${kind}`, input)
        const host = { hostId: `planted-${nth}`, site: 'fuzz', labels: { role: 'till' } }
        await control.send('POST', '/v1/hosts', host)
      }
      for (const kind of LISTS) {
        const items = (await list(kind)).filter((item) => !isOurs(item))
        const ids = items.map((item) => idOf(kind, item))
        const surplus = REMOVABLE.includes(kind) ? ids.slice(KEPT_MAX) : []
        for (const id of surplus) await control.send('DELETE', `/v1/${kind}/${id}`)
        for (const id of ids.slice(0, KEPT_MAX)) add(kind, id)
      }
    },
  }
}

/** Silences end within a year. */
function soon(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString()
}

function idOf(kind: string, item: Item): string {
  return String(kind === 'hosts' ? item.hostId : kind === 'sites' ? item.site : item.id)
}

function isGood(item: Item): boolean {
  return String(item.hostId).startsWith(GOOD)
}

/** Hosts come and go by themselves; pausing and retiring does not. */
function lasting({
  hostId,
  site,
  labels,
  intervalMs,
  graceMs,
  registeredAt,
  state,
}: Item): unknown {
  const set = state === 'paused' || state === 'retired' ? state : 'watched'
  return { hostId, site, labels, intervalMs, graceMs, registeredAt, set }
}

function steady({ state: _state, stateReason: _reason, ...rest }: Item): unknown {
  return rest
}

/** Hosts that fell silent, their incidents, and messages about them: sent, and not deliverable. */
async function prepare({ control, keys, port }: FuzzedServer): Promise<void> {
  const grouping = { groupWait: '0s', groupInterval: '0s' }
  const receiver = await webhookReceiver()
  receiver.behave(410)
  const ids: string[] = []
  for (const channel of [{ kind: 'log' }, { kind: 'webhook', url: receiver.url() }]) {
    const input = { name: 'steady', channel, ...grouping }
    const { status, text } = await control.send('POST', '/v1/subscriptions', input)
    if (status !== 201) throw new Error(`no subscription: ${status} ${text}`)
    ids.push(String(fieldsIn(Buffer.from(text)).id))
  }
  const beat = apiClient(`http://127.0.0.1:${port}`, keys.beat)
  for (const hostId of ['fuzz-1', 'fuzz-2', 'fuzz-3']) {
    const heartbeat = { hostId, intervalMs: 1_000, site: 'fuzz', labels: { role: 'till' } }
    await beat.send('POST', '/v1/heartbeat', heartbeat)
  }
  for (const state of ['sent', 'dead']) {
    const path = `/v1/deliveries?state=${state}`
    const some = async () => {
      const { text } = await control.send('GET', path)
      return pageSchema.parse(JSON.parse(text)).items.length > 0
    }
    await waitUntil(`a delivery that is ${state}`, some, 20_000)
  }
  receiver.behave(200)
  for (const id of ids) await control.send('PATCH', `/v1/subscriptions/${id}`, { active: true })
}
