import { Agent } from 'node:http'
import type { Random } from '../../sim/kernel/random.ts'
import { atTestEnd } from '../kit/ends.ts'
import { pause } from '../kit/wait-until.ts'
import type { Attempt, HostHistory } from './history.ts'
import type { PlannedHost } from './plan.ts'
import { type BeatAnswer, sendHeartbeat } from './send-heartbeat.ts'

/** Hosts that beat as planned, and all that they have seen. */
export interface Fleet {
  readonly hosts: readonly HostHistory[]
  /** Heartbeats by status, or `none` where no answer came. */
  readonly answers: ReadonlyMap<number | 'none', number>
  /** When the latest heartbeat was answered 503; 0 if none was. */
  refusedAt(): number
  /** Answers that a host must never get. */
  readonly faults: readonly string[]
  /** From now on the planned absences count. */
  begin(): void
  /** These stay silent from now on. */
  silence(hostIds: ReadonlySet<string>): void
  stop(): Promise<void>
}

interface FleetOptions {
  readonly url: string
  readonly key: string
  readonly planned: readonly PlannedHost[]
  readonly random: Random
}

const FAULTS_MAX = 20
/** A host's timer is not exact. */
const LATER_MS_MAX = 100
const LOOK_EVERY_MS = 500

export function startFleet({ url, key, planned, random }: FleetOptions): Fleet {
  const hosts = planned.map((host) => ({ ...host, attempts: [] as Attempt[] }))
  const answers = new Map<number | 'none', number>()
  const faults: string[] = []
  const kept = new Agent({ keepAlive: true })
  const anew = new Agent({ keepAlive: false })
  const silenced = new Set<string>()
  const underWay = new Set<Promise<void>>()
  let beganAt = Number.POSITIVE_INFINITY
  let refusedAt = 0
  let stopped = false

  const note = (answer: BeatAnswer | null) => {
    const status = answer?.status ?? 'none'
    if (status === 503) refusedAt = Date.now()
    answers.set(status, (answers.get(status) ?? 0) + 1)
    const fault = answer === null ? undefined : answerFault(answer)
    if (fault !== undefined && faults.length < FAULTS_MAX) faults.push(fault)
  }
  const beat = async (host: (typeof hosts)[number]) => {
    const { hostId, intervalMs, graceMs, connectsAnew } = host
    const attempt: Attempt = {
      begunAt: Date.now(),
      sentAt: null,
      acknowledgedAt: null,
      status: null,
    }
    host.attempts.push(attempt)
    const fields = { hostId, interval: `${intervalMs}ms`, grace: `${graceMs}ms` }
    const agent = connectsAnew ? anew : kept
    const body = JSON.stringify(fields)
    const onSent = () => {
      attempt.sentAt ??= Date.now()
    }
    const answer = await sendHeartbeat({ url, key, agent, body, onSent })
    attempt.status = answer?.status ?? null
    if (answer?.status === 200) attempt.acknowledgedAt = Date.now()
    note(answer)
  }
  const isSilent = ({ hostId, absences }: PlannedHost) => {
    const elapsedMs = performance.now() - beganAt
    const away = absences.some(({ fromMs, toMs }) => fromMs <= elapsedMs && elapsedMs < toMs)
    return away || silenced.has(hostId)
  }
  /** A heartbeat without an answer keeps nobody from sending the next. */
  const live = async (host: (typeof hosts)[number]) => {
    let dueAt = performance.now() + random.between(0, host.intervalMs)
    while (!stopped) {
      const waitMs = dueAt - performance.now()
      if (waitMs > 0) await pause(Math.min(waitMs, LOOK_EVERY_MS))
      else if (isSilent(host)) await pause(LOOK_EVERY_MS)
      else {
        const sending = beat(host).finally(() => underWay.delete(sending))
        underWay.add(sending)
        dueAt = performance.now() + host.intervalMs + random.between(0, LATER_MS_MAX)
      }
    }
  }
  const lives = hosts.map(live)
  const stop = async () => {
    stopped = true
    await Promise.all([...lives, ...underWay])
    kept.destroy()
    anew.destroy()
  }
  atTestEnd(stop)
  return {
    hosts,
    answers,
    refusedAt: () => refusedAt,
    faults,
    begin() {
      beganAt = performance.now()
    },
    silence(hostIds) {
      for (const hostId of hostIds) silenced.add(hostId)
    },
    stop,
  }
}

/** A heartbeat is taken, or refused in so many words: 503, and when to come back. */
export function answerFault({ status, retryAfter, text }: BeatAnswer): string | undefined {
  if (status === 200) return undefined
  if (status !== 503) return `a heartbeat was answered ${status}: ${text}`
  return Number(retryAfter) > 0 ? undefined : `503 with Retry-After ${retryAfter}: ${text}`
}
