import { runBurst } from './kit/burst.js'
import { certificateEnv } from './kit/certificate.js'
import { startFlatline } from './kit/flatline.js'
import { fleetOf } from './kit/fleet.js'
import { ms, short } from './kit/numbers.js'

/** `curl -m 10` in the published line. */
const LIMIT_MS = 10_000
const LEAD_MS = 1_000
const RELAY_CONNECTIONS = 64
/** `periodMs`: how long their minute is made. `tls`: which senders the client can play with it. */
const SIZES = [
  { hosts: 1_000, periodMs: 4_000, tls: ['kept', 'fresh'] },
  { hosts: 10_000, periodMs: 12_000, tls: ['kept'] },
  { hosts: 50_000, periodMs: 24_000, tls: [] },
]
/** The first one warms up. Whoever is shed in one would be blamed before the end of the next. */
const ROUNDS = 3
const SENDERS = [
  {
    kind: 'kept',
    by: `${RELAY_CONNECTIONS} connections that stay open`,
    connections: RELAY_CONNECTIONS,
  },
  { kind: 'fresh', by: 'a new connection for each', connections: null },
]
const SPREADS = [
  { when: 'all at second 0', spread: 'none' },
  { when: 'with the published phase', spread: 'phase' },
]

/** Second 0 of cron: a whole fleet at once, or spread by the phase of the published line. */
export async function measureBursts({ quick }) {
  const tlsEnv = await certificateEnv()
  const sizes = quick ? SIZES.slice(0, 1) : SIZES
  const spreads = { plain: SPREADS, tls: quick ? SPREADS.slice(0, 1) : SPREADS }
  const bursts = []
  for (const burst of sizes.flatMap((size) => burstsOf(size, tlsEnv, spreads))) {
    bursts.push({ ...burst, ...(await measure(burst)) })
  }
  return report(bursts, tlsEnv === null)
}

function burstsOf(size, tlsEnv, spreads) {
  const plain = SENDERS.flatMap((sender) =>
    spreads.plain.map((spread) => ({ ...size, ...sender, ...spread, tls: false, env: {} })),
  )
  if (tlsEnv === null) return plain
  const able = SENDERS.filter(({ kind }) => size.tls.includes(kind))
  const secure = able.flatMap((sender) =>
    spreads.tls.map((spread) => ({ ...size, ...sender, ...spread, tls: true, env: tlsEnv })),
  )
  return [...plain, ...secure]
}

async function measure({ hosts, periodMs, env, connections, spread }) {
  const { dataDir, keys } = await fleetOf(hosts)
  const timing = { FLATLINE_INTERVAL: `${periodMs}ms`, FLATLINE_GRACE: `${periodMs / 2}ms` }
  const server = await startFlatline(dataDir, { keys, env: { ...env, ...timing } })
  const startsAt = Date.now() + LEAD_MS
  const each = { periodMs, spread }
  const steps = [
    { ...each, startsAt, rounds: 1 },
    { ...each, startsAt: startsAt + periodMs, rounds: ROUNDS - 1 },
  ]
  const limitMs = Math.min(LIMIT_MS, periodMs)
  const { result, delay } = await server.delayDuring(() =>
    runBurst(server, { prefix: 'host', hosts, connections, limitMs, steps }),
  )
  const incidents = await incidentsSince(server, startsAt)
  const { blindWindows } = await server.read('/v1/fleet')
  await server.stop()
  const blind = blindWindows.filter(({ to }) => Date.parse(to) >= startsAt)
  return { burst: result[1], shed: result, delay, incidents, blind }
}

async function incidentsSince(server, startsAt) {
  let found = 0
  for (let path = '/v1/incidents?limit=100'; path !== null; ) {
    const { items, next } = await server.read(path)
    const own = items.filter(({ openedAt }) => Date.parse(openedAt) >= startsAt)
    found += own.length
    path = own.length < items.length ? null : next
  }
  return found
}

const COLUMNS = [
  'hosts',
  'sent by',
  'when',
  'p50',
  'p99',
  'p99.9',
  'max',
  'answered 200',
  'answered 503',
  'failed',
  'incidents',
  'blind windows',
  'event-loop delay max',
  'client late p99',
]

function report(bursts, withoutTls) {
  const judged = bursts.filter(wasOffered)
  const incidents = judged.reduce((sum, each) => sum + each.incidents, 0)
  const all = bursts.flatMap(({ shed }) => shed)
  const refused = all.reduce((sum, each) => sum + each.refused, 0)
  const unsaid = all.reduce((sum, each) => sum + each.withoutRetryAfter, 0)
  return {
    title: 'Bursts',
    notes: [
      'A fleet of which every host beats once a period, as from cron: all at its second 0, ' +
        'or in one of 50 seconds by the phase of the published line. A minute is made ' +
        `${SIZES.map(minuteOf).join(', ')} hosts, so the rate ` +
        'with the phase is that of so many times as many hosts. Hosts are ' +
        'missing half a period after the heartbeat that did not come; nobody tries twice, unlike ' +
        'the published line.',
      `Open loop: latency counts from the instant at which a heartbeat was due, whatever became ` +
        `of those before it. The first of ${ROUNDS} rounds warms up and is not counted. A client ` +
        'gives up when `curl -m 10` would, or after a period. Connections are new at every ' +
        'heartbeat as with curl (with TLS: a full handshake, P-256), or relays hold them open.',
      'The client is one Node.js process on the same two cores. Client late: from due until it ' +
        'came to send; that is part of the latency and not the server’s.',
      ...(withoutTls
        ? ['Without TLS: openssl is not installed, which makes its certificate.']
        : []),
    ],
    tables: [{ columns: COLUMNS, rows: bursts.map(rowOf) }],
    goals: [
      {
        what: 'incidents after bursts',
        goal: '0',
        measured:
          `${incidents} in ${judged.length} of ${bursts.length} bursts; the client was ` +
          'too late to judge by the others',
        met: judged.length === 0 ? null : incidents === 0,
      },
      {
        what: 'heartbeats shed that were told when to come again',
        goal: 'all: 503 with Retry-After',
        measured: `${refused - unsaid} of ${refused} answers with 503`,
        met: refused === 0 ? null : unsaid === 0,
      },
    ],
  }
}

/** Hosts whose client came later than their deadline were rightly missing. */
function wasOffered({ shed, periodMs }) {
  return shed.every(({ late }) => late[1] < periodMs / 2)
}

function minuteOf({ hosts, periodMs }) {
  return `${periodMs / 1_000} s for ${short(hosts)}`
}

function rowOf({ hosts, tls, by, when, burst, incidents, blind, delay }) {
  const { latency, late, ok, sent, refused, failed } = burst
  const failures = Object.entries(failed).map(([why, count]) => `${short(count)} ${why}`)
  const causes = [...new Set(blind.map(({ cause }) => cause))]
  return [
    short(hosts),
    by + (tls ? ', TLS' : ''),
    when,
    ...[0.5, 0.99, 0.999, 1].map((share) => ms(latency[share])),
    `${short((100 * ok) / sent)} %`,
    String(refused),
    failures.join(', ') || '0',
    String(incidents),
    [blind.length, ...causes].join(' '),
    ms(delay.max),
    ms(late[0.99]),
  ]
}
