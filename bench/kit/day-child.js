/**
 * A day of a fleet in a few minutes: the real store, verbs and context of a server in one thread,
 * with a clock that is moved by hand. Arguments: data directory, hosts, how many of them beat each
 * minute (the others each hour).
 *
 * Each step is 15 s: the heartbeats due in it, a sweep, fan-out, messages, and the mark of life.
 * Pages and logs are stored every 30 s, and records that have had their time go every minute. Once
 * an hour some hosts are silent for ten minutes. Prints one line of JSON per hour.
 */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { systemEntropy } from '../../dist/runtime/server/entropy.js'
import { makeContext } from '../../dist/runtime/server/make-context.js'
import { dispatch } from '../../dist/service/dispatch.js'
import { fanOut } from '../../dist/service/fan-out.js'
import { housekeep } from '../../dist/service/housekeep.js'
import { recordHeartbeats } from '../../dist/service/record-heartbeats.js'
import { sweep } from '../../dist/service/sweep.js'
import { openEmbedded } from '../../dist/store/embedded/open.js'
import { hostName } from './fleet.js'

const STEP_MS = 15_000
const STEPS_OF_MINUTE = 4
const STEPS_OF_HOUR = 240
const HOURS = 24
const BATCH = 1_000
const AT_ONCE = 4
const HOURLY = { intervalMs: 3_600_000, timeoutMs: 4_500_000 }
const MINUTELY = { intervalMs: 60_000, timeoutMs: 135_000 }
const SILENT_STEPS = { from: 40, to: 80 }

const [dataDir, ...counts] = process.argv.slice(2)
const [hosts, minutely] = counts.map(Number)
const clock = handClock(Date.now())
const store = await openEmbedded({ dataDir, defaults: HOURLY, threads: false })
const ctx = openContext()
const incidentsBefore = await ctx.records.count('incident', {})
/** Others in each hour. */
const silentHosts = Math.ceil(minutely / 1_000)
let beats = 0
let journalPeak = 0

for (let hour = 0; hour < HOURS; hour++) {
  for (let step = 0; step < STEPS_OF_HOUR; step++) await passStep(hour, step)
  process.stdout.write(`HOUR ${JSON.stringify(await sample(hour))}\n`)
}
await store.close()

async function passStep(hour, step) {
  clock.advance(STEP_MS)
  const tick = clock.read()
  ctx.listening = { ...ctx.listening, tick, heardUntil: tick.wallMs }
  await beatDue(hour, step)
  await sweep(ctx)
  await fanOut(ctx)
  await dispatchDue()
  await store.mark(tick.wallMs)
  journalPeak = Math.max(journalPeak, store.stats().journalBytes)
  if (step % 2 === 1) await store.checkpoint()
  if (step % STEPS_OF_MINUTE === 0) await housekeep(ctx)
}

async function beatDue(hour, step) {
  const quarter = step % STEPS_OF_MINUTE
  const first = hour === 0 && step < STEPS_OF_MINUTE
  const silent = silentIn(hour, step)
  const due = shareOf(0, minutely, quarter, STEPS_OF_MINUTE).filter((index) => !silent(index))
  await beatAll(due, first ? { timing: MINUTELY, facts: { timing: MINUTELY } } : {})
  await beatAll(shareOf(minutely, hosts, step, STEPS_OF_HOUR), {})
}

function silentIn(hour, step) {
  if (step < SILENT_STEPS.from || step >= SILENT_STEPS.to) return () => false
  return (index) => index >= hour * silentHosts && index < (hour + 1) * silentHosts
}

/** The indexes of one of `of` equal parts of a range. */
function shareOf(from, to, part, of) {
  const at = (share) => from + Math.floor(((to - from) * share) / of)
  return Array.from({ length: at(part + 1) - at(part) }, (_, index) => at(part) + index)
}

async function beatAll(indexes, rest) {
  let next = 0
  const send = async () => {
    while (next < indexes.length) {
      const some = indexes.slice(next, next + BATCH)
      next += BATCH
      const heartbeats = some.map((index) => {
        return { hostId: hostName(index + 1), awayMs: 0, facts: {}, ...rest }
      })
      const results = await recordHeartbeats(ctx, beatKey(), heartbeats)
      if (results.some((each) => each !== 'recorded')) throw new Error('not recorded')
      beats += some.length
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, send))
}

async function dispatchDue() {
  const { items } = await ctx.records.list('subscription', { limit: 100 })
  for (const { value } of items) {
    let due = await dispatch(ctx, value.id)
    while (due !== null && due <= clock.read().wallMs) due = await dispatch(ctx, value.id)
  }
}

async function sample(hour) {
  for (let round = 0; round < 3; round++) globalThis.gc?.()
  const { rss, heapUsed } = process.memoryUsage()
  const sizeOf = (name) => statSync(join(dataDir, name), { throwIfNoEntry: false })?.size ?? 0
  const sizes = {
    pulses: sizeOf('pulses.db') + sizeOf('pulses.db-wal'),
    records: sizeOf('records.db') + sizeOf('records.db-wal'),
  }
  const incidents = (await ctx.records.count('incident', {})) - incidentsBefore
  const cpuMs = process.cpuUsage().user / 1_000 + process.cpuUsage().system / 1_000
  const silences = (hour + 1) * silentHosts
  return { hour, beats, rss, heapUsed, ...sizes, journalPeak, incidents, silences, cpuMs }
}

function openContext() {
  const { intervalMs, timeoutMs } = HOURLY
  const rest = { publicUrl: null, emailDomains: null, adminKey: null }
  const config = { intervalMs, graceMs: timeoutMs - intervalMs, ...rest }
  const quiet = () => {}
  const complain = (fields, text) => {
    throw new Error(text, { cause: fields.error })
  }
  const channel = {
    check: async () => {},
    send: async () => ({ kind: 'accepted', detail: '200 OK' }),
  }
  return makeContext(config, {
    clock,
    store,
    entropy: systemEntropy,
    log: { debug: quiet, info: quiet, warn: complain, error: complain },
    meter: { count: quiet, gauge: quiet, observe: quiet },
    channels: { log: channel, email: channel, webhook: channel, sns: channel },
    recipients: null,
    stream: { publish: quiet },
  })
}

function beatKey() {
  return {
    id: 'benchday',
    name: 'bench',
    hash: '',
    scopes: ['beat'],
    hostPattern: '*',
    labels: {},
    hostsMax: 2_000_000,
    createdAt: 0,
    expiresAt: null,
    former: null,
  }
}

function handClock(startMs) {
  let passedMs = 0
  return {
    read: () => ({ wallMs: startMs + passedMs, monotonicMs: passedMs }),
    advance(ms) {
      passedMs += ms
    },
  }
}
