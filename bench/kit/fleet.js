import { factsPrint } from '../../dist/core/facts.js'
import { clearPending, registerHost } from '../../dist/core/host.js'
import { openEmbedded } from '../../dist/store/embedded/open.js'
import { askHttp } from './ask-http.js'
import { prepareKeys } from './flatline.js'
import { readRecords } from './read-records.js'
import { tempDir } from './temp-dir.js'
import { pause, waitUntil } from './wait-until.js'

const BATCH = 1_000
const AT_ONCE = 16
const SETTLED_MS_MAX = 150_000
/** Until the messages about new hosts are out. */
const QUIET_MS = 2_000
const MINUTE_MS = 60_000
/** The server's own defaults. */
export const DEFAULTS = { intervalMs: 5 * MINUTE_MS, timeoutMs: 10 * MINUTE_MS }
/** Twice the timeout: whoever judges by the last heartbeat alone takes all of them for missing. */
const HEARD_AGO_MS = 20 * MINUTE_MS

const fleets = new Map()

/**
 * A data directory with so many hosts that are recorded as up and were last heard 20 minutes ago,
 * and its keys. Made once per run through the store itself.
 */
export async function fleetOf(hosts) {
  const known = fleets.get(hosts)
  if (known !== undefined) return known
  const dataDir = tempDir()
  const keys = await prepareKeys(dataDir)
  await fill(dataDir, hosts)
  const fleet = { hosts, dataDir, keys }
  fleets.set(hosts, fleet)
  return fleet
}

export function hostName(number) {
  return `host-${number}`
}

/** One heartbeat of each host from the first to the last, in batches of 1,000. Gives the time. */
export async function beatAll({ url, keys }, hosts, fields = {}) {
  const startedAt = performance.now()
  let next = 1
  const sendBatches = async () => {
    while (next <= hosts) {
      const first = next
      next += BATCH
      const count = Math.min(BATCH, hosts - first + 1)
      const items = Array.from({ length: count }, (_, index) => {
        return { hostId: hostName(first + index), ...fields }
      })
      const { status, body } = await askHttp(
        `${url}/v1/heartbeats`,
        keys.beat,
        JSON.stringify(items),
      )
      if (status !== 200 || JSON.parse(body).accepted !== count) throw new Error(body)
    }
  }
  await Promise.all(Array.from({ length: 4 }, sendBatches))
  return performance.now() - startedAt
}

/** Registers so many hosts by their heartbeats; resolves when all that follows from it is done. */
export async function registerAll(server, dataDir, hosts, fields = {}) {
  const acknowledgedMs = await beatAll(server, hosts, fields)
  const records = readRecords(dataDir)
  const settledMs = await waitUntil('settled', () => records.pending() === 0, SETTLED_MS_MAX)
  records.close()
  await pause(QUIET_MS)
  return { acknowledgedMs, settledMs: acknowledgedMs + settledMs }
}

async function fill(dataDir, hosts) {
  const store = await openEmbedded({ dataDir, defaults: DEFAULTS })
  const now = Date.now()
  let next = 1
  const putBatches = async () => {
    while (next <= hosts) {
      const first = next
      next += BATCH
      const batch = Array.from({ length: Math.min(BATCH, hosts - first + 1) }, (_, index) =>
        newHost(first + index, now),
      )
      await store.pulses.beat(batch.map(({ beat }) => beat))
      await store.records.write(batch.map(({ write }) => write))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, putBatches))
  await store.close()
}

function newHost(number, now) {
  const hostId = hostName(number)
  const heardAt = now - HEARD_AGO_MS
  const facts = { site: `site-${Math.ceil(number / 10)}`, labels: { role: 'till' } }
  const print = factsPrint(facts)
  const fresh = { hostId, facts, factsPrint: print, keyId: null, epoch: 0, now: heardAt }
  const up = registerHost(fresh, { heardAt, ...DEFAULTS, awayMs: 0 })
  const value = clearPending(up, up.pendingEvents)
  return {
    beat: { hostId, at: heardAt, awayMs: 0, facts: print, mayRegister: true },
    write: { kind: 'host', id: hostId, value, ifVersion: 0 },
  }
}
