import { Agent, request } from 'node:http'
import { pause } from './wait-until.ts'

/** Many hosts that send single heartbeats over a bounded number of kept-alive connections. */
export interface Swarm {
  /** By host: when the latest heartbeat that got a 200 was sent. */
  readonly acknowledged: ReadonlyMap<string, number>
  /** By status, or `error` when no answer came. */
  readonly answers: ReadonlyMap<number | 'error', number>
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
}

const TRY_LIMIT_MS = 2_000

export function startSwarm(options: SwarmOptions): Swarm {
  const acknowledged = new Map<string, number>()
  const answers = new Map<number | 'error', number>()
  const agent = new Agent({ keepAlive: true, maxSockets: options.connections })
  const began = performance.now()
  let stopped = false
  let turn = 0

  const sendNext = async () => {
    const hostId = options.hostIds[turn++ % options.hostIds.length] ?? ''
    const sentAt = Date.now()
    const status = await post(agent, options, hostId)
    answers.set(status, (answers.get(status) ?? 0) + 1)
    if (status === 200) acknowledged.set(hostId, Math.max(sentAt, acknowledged.get(hostId) ?? 0))
  }
  const dueMs = () =>
    (turn * options.everyMs) / options.hostIds.length - (performance.now() - began)
  /** A host that could not send for a while does not make up for it. */
  const skipMissedRounds = (behindMs: number) => {
    if (options.everyMs === 0) return
    turn += Math.floor(behindMs / options.everyMs) * options.hostIds.length
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
    async stop() {
      stopped = true
      await Promise.all(loops)
      agent.destroy()
    },
  }
}

function post(agent: Agent, options: SwarmOptions, hostId: string): Promise<number | 'error'> {
  const body = JSON.stringify({ hostId, ...options.fields })
  const headers = { 'x-api-key': options.key, 'content-length': Buffer.byteLength(body) }
  return new Promise((resolve) => {
    const sent = request(`${options.url}/v1/heartbeat`, { method: 'POST', agent, headers })
    const limit = setTimeout(() => sent.destroy(new Error('no answer in time')), TRY_LIMIT_MS)
    const settle = (status: number | 'error') => {
      clearTimeout(limit)
      resolve(status)
    }
    sent.on('error', () => settle('error'))
    sent.on('response', (response) => {
      response.on('error', () => settle('error')).on('end', () => settle(response.statusCode ?? 0))
      response.resume()
    })
    sent.end(body)
  })
}
