import type { Key } from '../../src/core/key.ts'
import { startListening } from '../../src/core/listening.ts'
import type { Context } from '../../src/service/context.ts'
import { freshState } from '../../src/service/fresh-state.ts'
import type { Clock, Log, Meter, Pulses } from '../../src/service/ports.ts'
import { recordedAs } from '../../src/service/settle-hosts.ts'
import { regionalPulses } from '../../src/store/dynamodb/regions.ts'
import { recordingChannels } from '../../test/kit/recording-channels.ts'
import { seededEntropy } from '../../test/kit/seeded-entropy.ts'
import { regionPulses } from '../world/region-pulses.ts'
import type { Laws } from './laws.ts'
import type { Process } from './process.ts'
import { DEFAULTS, flightMs, type Region, type Scenario } from './scenario.ts'
import { hostsFor, recordsFor, rowsFor, type Stores } from './stores.ts'

export type Memory = ReturnType<typeof freshState> & { listening: Context['listening'] }

export interface Surroundings {
  readonly scenario: Scenario
  readonly stores: Stores
  readonly laws: Laws
  readonly clock: Clock
}

const SILENT: Log = { debug() {}, info() {}, warn() {}, error() {} }
const UNMETERED: Meter = { count() {}, gauge() {}, observe() {} }
const ENTROPY = seededEntropy(1)
const { channels } = recordingChannels()

/** What a program keeps in memory; the server's verbs share it, each function has its own. */
export function openMemory(
  region: Region,
  { scenario, clock }: Surroundings,
  listeningSince: number,
): Memory {
  const { listening } = startListening(region, clock.read(), null)
  return {
    ...freshState(),
    listening: { ...listening, listeningSince },
    // Counted before: of a host that is new, nothing else needs to be asked.
    hostsByKey: new Map([[BEAT_KEY.id, scenario.hosts.length]]),
  }
}

/** The outside world as one process sees it, call by call, and its memory, read by read. */
export function openContext(process: Process, memory: Memory, around: Surroundings): Context {
  const { scenario, stores, laws, clock } = around
  return Object.assign(remembering(process, memory), {
    clock: {
      read() {
        const tick = clock.read()
        process.noticed.push(tick.wallMs)
        return tick
      },
    },
    entropy: ENTROPY,
    log: SILENT,
    meter: UNMETERED,
    nextTurn: () => Promise.resolve(),
    refused: null,
    pulses: scenario.style === 'server' ? ownPulses(process, around) : jointPulses(process, around),
    records: recordsFor(process, stores, laws),
    channels,
    recipients: null,
    stream: { publish() {} },
    settings: {
      listenerName: process.region,
      holder: process.name,
      flightMs: flightMs(scenario),
      publicUrl: null,
      intervalMs: DEFAULTS.intervalMs,
      graceMs: DEFAULTS.timeoutMs - DEFAULTS.intervalMs,
      emailDomains: null,
      builtInKeys: [],
    },
  })
}

/** The memory as one process sees it: what it reads there is noticed like an answer. */
function remembering(process: Process, memory: Memory): Memory {
  const view = { ...memory }
  for (const name of Object.keys(memory)) {
    Object.defineProperty(view, name, {
      get() {
        const value: unknown = Reflect.get(memory, name)
        process.noticed.push(plain(value))
        return value
      },
      set(value: unknown) {
        Reflect.set(memory, name, value)
      },
    })
  }
  return view
}

/** What is in it, to be compared. */
export function plain(value: unknown): unknown {
  return value instanceof Map || value instanceof Set ? [...value] : value
}

/**
 * One server believes its marks, and learns them from the records when it starts. They are in its
 * memory: telling them is no step, and cannot fail.
 */
function ownPulses(process: Process, { stores }: Surroundings): Pulses {
  const { region } = process
  const { settle } = stores.rows[region]
  return regionPulses({ ...rowsFor(process, stores, region), settle }, null, DEFAULTS)
}

export async function learnMarks(region: Region, { stores }: Surroundings): Promise<void> {
  const { items } = await stores.records.list('host', { limit: 100 })
  const marks = items.map(({ value, version }) => recordedAs(value, version))
  await stores.rows[region].settle(marks)
}

function jointPulses(process: Process, { stores, laws, clock }: Surroundings): Pulses {
  const hosts = hostsFor(recordsFor(process, stores, laws))
  const open = (region: Process['region']) =>
    regionPulses(rowsFor(process, stores, region), hosts, DEFAULTS)
  const [home, peer] =
    process.region === 'east' ? (['east', 'west'] as const) : (['west', 'east'] as const)
  return regionalPulses({
    home: open(home),
    peer: open(peer),
    defaults: DEFAULTS,
    monotonicMs: () => {
      const { monotonicMs } = clock.read()
      // How long the other region is left in peace: it matters once a call to it has failed.
      if (process.robbed) process.noticed.push(monotonicMs)
      return monotonicMs
    },
  })
}

export const BEAT_KEY: Key = {
  id: 'beatbeat' as Key['id'],
  name: 'beat',
  hash: '',
  scopes: ['beat'],
  hostPattern: '*',
  labels: {},
  hostsMax: 1_000,
  createdAt: 0,
  expiresAt: null,
  former: null,
}
