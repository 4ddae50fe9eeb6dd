import { ASSUMPTIONS } from './cost-assumptions.js'
import { PRICES, priceOf } from './cost-prices.js'

const MILLION = 1e6
const GB = 1e9
const READ_UNIT_BYTES = 4_096
const EVENTUALLY_CONSISTENT = 0.5

export const DESIGNS = ['original', 'http-api', 'function-url']

/**
 * Dollars a month for `hosts` that send a heartbeat each `intervalS` seconds. `compared` is what
 * every design needs to hear, judge and tell; `beside` is what stands on the bill as well.
 */
export function costOf({ hosts, intervalS }, design, changes = {}) {
  const given = { ...ASSUMPTIONS, ...changes }
  const fleet = { hosts, ...volumes(hosts, intervalS, given) }
  const compared =
    design === 'original' ? originalLines(fleet, given) : ownLines(fleet, design, given)
  const beside = design === 'original' ? [] : besideLines(fleet, design, given)
  return { compared, beside, total: sum(compared), all: sum(compared) + sum(beside) }
}

function volumes(hosts, intervalS, given) {
  const monthS = given.monthDays * 86_400
  return {
    heartbeats: (hosts * monthS) / intervalS,
    sweeps: (given.regions * monthS) / given.sweepEveryS,
    incidents: hosts * given.incidentsPerHostMonth,
    canaryIncidents: (given.regions * given.canaryIncidentsPerRegionHour * monthS) / 3_600,
    healthRequests: (given.regions * monthS) / given.healthRequestEveryS,
    invocations: (given.regions * monthS) / 60,
  }
}

function ownLines(fleet, design, given) {
  const { heartbeats, sweeps, incidents, invocations } = fleet
  const { regions } = given
  const ingestGbS = (heartbeats * given.heartbeatBilledMs * given.ingestMemoryGb) / 1_000
  const settled = incidents + fleet.canaryIncidents
  const recordWrites = sweeps * given.sweepRecordWrites + settled * given.incidentWriteUnits
  const recordReads = sweeps * given.sweepReadUnits + settled * given.incidentReadUnits
  return [
    line('API Gateway', design === 'http-api' ? apiCost(heartbeats) : 0),
    line('Lambda, requests', millions(PRICES.lambdaRequestsMillion, heartbeats)),
    line('Lambda, duration', ingestGbS * PRICES.lambdaArmGbS),
    line('Heartbeats, writes', millions(PRICES.writeUnitsMillion, heartbeats)),
    line('Sweep, reads', scanCost(fleet, given)),
    line('Sweep, counts by site', countsCost(fleet, given)),
    line('Sweep, Lambda and Scheduler', sweepRunCost(fleet, given, invocations)),
    line(
      'Records',
      millions(PRICES.writeUnitsMillion, recordWrites * regions) +
        millions(PRICES.readUnitsMillion, recordReads),
    ),
    line('SNS', snsCost(incidents, given)),
  ]
}

/** REST API, because HTTP APIs came later; nothing is known of its sweep, so nothing is counted. */
function originalLines({ heartbeats, incidents }, given) {
  const gbS = (heartbeats * given.originalBilledMs * given.originalMemoryGb) / 1_000
  const units = heartbeats * given.originalWriteUnits
  return [
    line('API Gateway', priceOf(PRICES.restApiMillion, heartbeats / MILLION)),
    line('Lambda, requests', millions(PRICES.lambdaRequestsMillion, heartbeats)),
    line('Lambda, duration', gbS * PRICES.lambdaX86GbS),
    line('Heartbeats, writes', millions(PRICES.writeUnitsMillion, units)),
    line('SNS', snsCost(incidents, given)),
  ]
}

function besideLines(fleet, design, given) {
  const { hosts, heartbeats, healthRequests } = fleet
  const { regions } = given
  const lineBytes = design === 'http-api' ? given.accessLogLineBytes : 0
  const logGb = (bytes) => priceOf(PRICES.logsGb, (heartbeats * bytes) / GB)
  const healthGbS = (healthRequests * given.healthBilledMs * given.apiMemoryGb) / 1_000
  const storedGb =
    (hosts * (given.pulseBytes + given.rowOverheadBytes + given.recordBytesPerHost * regions)) / GB
  return [
    line('Access log of the API', logGb(lineBytes)),
    line('Log of the ingest function', logGb(given.functionLogBytes)),
    line('Data out', priceOf(PRICES.transferOutGb, (heartbeats * given.answerBytes) / GB)),
    line(
      'Health checks and what they ask',
      regions * PRICES.healthCheck +
        apiCost(healthRequests) +
        millions(PRICES.lambdaRequestsMillion, healthRequests) +
        healthGbS * PRICES.lambdaArmGbS,
    ),
    line(
      'Alarms, metrics, zone',
      regions *
        (given.alarmedMetricsPerRegion * PRICES.alarm + given.metricsPerRegion * PRICES.metric) +
        PRICES.hostedZone,
    ),
    line('Storage and backup', storedGb * (PRICES.dynamoDbStorageGb + PRICES.backupStorageGb)),
  ]
}

/** Every sweep reads every row once, in the one region that has it. */
function scanCost({ hosts, sweeps }, given) {
  const rowsPerSweep = hosts / given.regions
  const units = ((rowsPerSweep * given.pulseBytes) / READ_UNIT_BYTES) * EVENTUALLY_CONSISTENT
  return millions(PRICES.readUnitsMillion, units * sweeps)
}

/** Of many rows only. Written in 1 KB units beside one head; whoever asks reads them. */
function countsCost({ hosts, sweeps }, given) {
  if (hosts / given.regions < given.talliedFromRows) return 0
  const bytes = (hosts / given.regions / given.hostsPerSite) * given.siteBytes
  const writeUnits = 1 + Math.ceil(bytes / 1_024)
  const readUnits = 2 + Math.ceil(bytes / READ_UNIT_BYTES)
  return (
    millions(PRICES.writeUnitsMillion, writeUnits * sweeps) +
    millions(PRICES.readUnitsMillion, readUnits * sweeps)
  )
}

/** An inner loop keeps the function running, and paid, from its first sweep to its last. */
function sweepRunCost({ hosts, sweeps }, given, invocations) {
  const sweepMs = given.sweepFixedMs + (hosts / given.regions) * given.sweepHostMs
  const waitedMs = (sweeps / invocations - 1) * given.sweepEveryS * 1_000
  const gbS = (invocations * (sweepMs + waitedMs) * given.sweepMemoryGb) / 1_000
  return (
    gbS * PRICES.lambdaArmGbS +
    millions(PRICES.lambdaRequestsMillion + PRICES.schedulerMillion, invocations)
  )
}

/**
 * Ways to find silent hosts, dollars a month over all regions. An index by due minute moves its
 * entry with each heartbeat: one write takes the old one away, one puts the new one in.
 */
export function findingCosts({ hosts, intervalS }, changes = {}) {
  const given = { ...ASSUMPTIONS, ...changes }
  const fleet = { hosts, ...volumes(hosts, intervalS, given) }
  const indexWrites = 2
  return {
    scan: scanCost(fleet, given),
    indexOnDemand: millions(PRICES.writeUnitsMillion, fleet.heartbeats * indexWrites),
    indexProvisioned:
      (hosts / intervalS) * indexWrites * PRICES.writeCapacityHour * given.monthDays * 24,
  }
}

const line = (name, dollars) => ({ name, dollars })
const sum = (lines) => lines.reduce((total, { dollars }) => total + dollars, 0)
const millions = (price, count) => (price * count) / MILLION
const apiCost = (requests) => priceOf(PRICES.httpApiMillion, requests / MILLION)

function snsCost(incidents, given) {
  const messages = incidents * given.messagesPerIncident
  return (
    millions(PRICES.snsPublishMillion, messages) +
    millions(PRICES.snsEmailMillion, messages * given.emailRecipients)
  )
}
