/**
 * Open-loop load in a process of its own: a heartbeat is sent when it is due, whatever became of
 * the ones before, and its latency counts from that instant. Takes one plan, gives one result.
 *
 * A plan is a list of steps. Each says how often every host beats, from when, and how they spread
 * over the period: all at its second 0, by the phase of the published crontab line, or evenly.
 */
import { freshConnections, keptConnections } from './burst-senders.js'
import { cronPhase } from './cron-phase.js'
import { quantile } from './numbers.js'

const SENT_IN_ONE_TURN = 16
const LOOK_MS = 20
/** Ends the plan that is being carried out; the result is that of what was sent. */
const STOP = 'stop'

let stopped = false

const now = () => performance.timeOrigin + performance.now()
const turn = () => new Promise((resolve) => setImmediate(resolve))

class Tally {
  answered = []
  late = []
  sent = 0
  refused = 0
  withoutRetryAfter = 0
  failed = {}

  take(job, { status, retryAfter }) {
    if (status === 200) this.answered.push(now() - job.dueAt)
    else if (status === 503) this.refused++
    else this.fail(job, String(status))
    if (status === 503 && !retryAfter) this.withoutRetryAfter++
  }

  fail(_job, why) {
    this.failed[why] = (this.failed[why] ?? 0) + 1
  }

  result(name) {
    const at = (values) =>
      Object.fromEntries([0.5, 0.99, 0.999, 1].map((share) => [share, quantile(values, share)]))
    const { sent, refused, withoutRetryAfter, failed } = this
    const latency = at(this.answered)
    const late = at(this.late)
    return {
      name,
      sent,
      ok: this.answered.length,
      refused,
      withoutRetryAfter,
      failed,
      latency,
      late,
    }
  }
}

/** One heartbeat under way. Settled once, by an answer, a failure or the end of its time. */
class Job {
  cancel = () => {}
  settled = false

  constructor(tally, bytes, dueAt) {
    this.tally = tally
    this.bytes = bytes
    this.dueAt = dueAt
  }

  /** The client has come so far as to send it. */
  started() {
    this.tally.late.push(now() - this.dueAt)
  }

  answered(answer) {
    if (this.settle()) this.tally.take(this, answer)
  }

  failed(why) {
    if (this.settle()) this.tally.fail(this, why)
  }

  settle() {
    const first = !this.settled
    this.settled = true
    return first
  }
}

async function run({ url, key, prefix, hosts, connections, limitMs, steps }) {
  const sender = connections === null ? freshConnections(url) : keptConnections(url, connections)
  const names = Array.from({ length: hosts }, (_, index) => `${prefix}-${index + 1}`)
  const requests = names.map((name) => requestOf(url, key, name))
  const flying = inOrderOfDue(limitMs)
  const results = []
  for (const step of steps) {
    const tally = new Tally()
    for (let round = 0; round < step.rounds && !stopped; round++) {
      const startsAt = step.startsAt + round * step.periodMs
      await sendRound(startsAt, offsetsOf(step, names), (index, dueAt) => {
        const job = new Job(tally, requests[index], dueAt)
        tally.sent++
        flying.add(job)
        sender.send(job)
      })
    }
    results.push({ name: step.name, tally })
  }
  await flying.ended()
  return results.map(({ name, tally }) => tally.result(name))
}

/** Pairs of a host and how long after the beginning of a period it beats, the earliest first. */
function offsetsOf({ spread, periodMs }, names) {
  const offsetOf = {
    none: () => 0,
    phase: (name) => (cronPhase(name) / 60) * periodMs,
    even: (_, index) => (index / names.length) * periodMs,
  }[spread]
  const pairs = names.map((name, index) => [index, offsetOf(name, index)])
  return pairs.sort((a, b) => a[1] - b[1])
}

async function sendRound(startsAt, offsets, send) {
  let sent = 0
  for (const [index, offset] of offsets) {
    const wait = startsAt + offset - now()
    if (stopped) return
    if (wait > 1) await new Promise((resolve) => setTimeout(resolve, wait))
    send(index, startsAt + offset)
    if (++sent % SENT_IN_ONE_TURN === 0) await turn()
  }
}

/** As `curl -m`: counts from the instant at which curl would have been started. */
function inOrderOfDue(limitMs) {
  let jobs = []
  const look = () => {
    const before = now() - limitMs
    for (const job of jobs) {
      if (job.settled || job.dueAt > before) continue
      job.failed('timeout')
      job.cancel()
    }
    jobs = jobs.filter(({ settled }) => !settled)
  }
  const timer = setInterval(look, LOOK_MS * 5)
  return {
    add: (job) => jobs.push(job),
    async ended() {
      while (jobs.length > 0) await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
      clearInterval(timer)
    },
  }
}

/** What curl sends. */
function requestOf(url, key, hostId) {
  const body = `{"hostId":"${hostId}"}`
  const head = [
    'POST /v1/heartbeat HTTP/1.1',
    `Host: ${new URL(url).host}`,
    'User-Agent: curl/7.88.1',
    'Accept: */*',
    `x-api-key: ${key}`,
    `Content-Length: ${body.length}`,
    'Content-Type: application/x-www-form-urlencoded',
  ]
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`)
}

process.on('message', async (message) => {
  if (message === STOP) {
    stopped = true
    return
  }
  const result = await run(message)
  process.send(result, () => process.exit())
})
