import { Agent, request } from 'node:http'
import type { Incident } from '../../src/contract/incident.ts'
import { pause } from './wait-until.ts'

/** Many hosts that send heartbeats over a bounded number of kept-alive connections. */
export interface Swarm {
  /** By host: when the latest heartbeat that got a 200 was sent. */
  readonly acknowledged: ReadonlyMap<string, number>
  /** Requests by status, or `error` when no answer came. */
  readonly answers: ReadonlyMap<number | 'error', number>
  /** Of hosts that tried again within their timeout; this process may have kept others from it. */
  unjust(incidents: readonly Incident[], timeoutMs: number): Incident[]
  stop(): Promise<void>
}

export interface SwarmOptions {
  readonly url: string
  readonly key: string
  readonly hostIds: readonly string[]
  readonly fields?: Readonly<Record<string, unknown>>
  readonly connections: number
  /** Each host sends this often, evenly spread; 0: one after the other as fast as answers come. */
  readonly everyMs: number
  /** So many hosts speak through one relay, in one request; 1 unless given. */
  readonly perRelay?: number
}

const TRY_LIMIT_MS = 2_000

export function startSwarm(options: SwarmOptions): Swarm {
  const acknowledged = new Map<string, number>()
  const answers = new Map<number | 'error', number>()
  const triedAt = new Map(options.hostIds.map((hostId) => [hostId, [] as number[]]))
  const agent = new Agent({ keepAlive: true, maxSockets: options.connections })
  const groups = groupsOf(options)
  const began = performance.now()
  let stopped = false
  let turn = 0

  const sendNext = async () => {
    const group = groups[turn++ % groups.length] ?? []
    const sentAt = Date.now()
    const tried = () => {
      for (const hostId of group) triedAt.get(hostId)?.push(Date.now())
    }
    const status = await post(agent, options, group, tried)
    answers.set(status, (answers.get(status) ?? 0) + 1)
    if (status === 200) for (const hostId of group) acknowledged.set(hostId, sentAt)
  }
  const dueMs = () => (turn * options.everyMs) / groups.length - (performance.now() - began)
  /** A host that could not send for a while does not make up for it. */
  const skipMissedRounds = (behindMs: number) => {
    if (options.everyMs > 0) turn += Math.floor(behindMs / options.everyMs) * groups.length
  }
  const loop = async () => {
    while (!stopped) {
      const waitMs = dueMs()
      if (-waitMs > options.everyMs) skipMissedRounds(-waitMs)
      if (waitMs > 0) await pause(Math.min(waitMs, 50))
      else await sendNext()
    }
  }
  const loops = Array.from({ length: options.connections }, loop)
  return {
    acknowledged,
    answers,
    unjust: (incidents, timeoutMs) =>
      incidents.filter(({ hostId, lastHeartbeatAt }) => {
        const last = Date.parse(lastHeartbeatAt)
        const next = triedAt.get(hostId)?.find((at) => at > last)
        return next !== undefined && next < last + timeoutMs
      }),
    async stop() {
      stopped = true
      await Promise.all(loops)
      agent.destroy()
    },
  }
}

function groupsOf({ hostIds, perRelay = 1 }: SwarmOptions): string[][] {
  const count = Math.ceil(hostIds.length / perRelay)
  return Array.from({ length: count }, (_, index) =>
    hostIds.slice(index * perRelay, (index + 1) * perRelay),
  )
}

function post(
  agent: Agent,
  options: SwarmOptions,
  hostIds: readonly string[],
  tried: () => void,
): Promise<number | 'error'> {
  const heartbeats = hostIds.map((hostId) => ({ hostId, ...options.fields }))
  const relayed = options.perRelay !== undefined
  const body = JSON.stringify(relayed ? heartbeats : heartbeats[0])
  const url = `${options.url}/v1/${relayed ? 'heartbeats' : 'heartbeat'}`
  const headers = { 'x-api-key': options.key, 'content-length': Buffer.byteLength(body) }
  return new Promise((resolve) => {
    const sent = request(url, { method: 'POST', agent, headers })
    const limit = setTimeout(() => sent.destroy(new Error('no answer in time')), TRY_LIMIT_MS)
    const settle = (status: number | 'error') => {
      clearTimeout(limit)
      resolve(status)
    }
    let isTried = false
    const tryOnce = () => {
      if (!isTried) tried()
      isTried = true
    }
    sent.on('socket', (socket) => {
      if (socket.connecting) socket.once('connect', tryOnce)
      else tryOnce()
    })
    sent.on('error', () => {
      tryOnce()
      settle('error')
    })
    sent.on('response', (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      })
      response.on('error', () => settle('error'))
      response.on('end', () => settle(accepted(text) ? (response.statusCode ?? 0) : 'error'))
    })
    sent.end(body)
  })
}

/** A relay's 200 may hold refusals. */
function accepted(answer: string): boolean {
  return !answer.includes('"rejected":[{')
}
