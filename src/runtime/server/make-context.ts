import { hostname } from 'node:os'
import { nextTurn } from '../../api/next-turn.ts'
import { startListening } from '../../core/listening.ts'
import type { Context, Settings } from '../../service/context.ts'
import { freshState } from '../../service/fresh-state.ts'
import { noteRefusals } from '../../service/note-refusals.ts'
import type {
  Channels,
  Clock,
  Entropy,
  Log,
  Meter,
  Recipients,
  Stream,
} from '../../service/ports.ts'
import type { Config } from '../config.ts'
import { builtInKey } from './built-in-key.ts'
import type { OpenStore } from './open-store.ts'

export interface World {
  readonly clock: Clock
  readonly entropy: Entropy
  readonly log: Log
  readonly meter: Meter
  readonly channels: Channels
  readonly recipients: Recipients | null
  readonly stream: Stream
  readonly store: OpenStore
}

/** One server per data directory, so that one name does. */
const LISTENER_NAME = 'server'
/** The longest that a store on a network may take to store a heartbeat, and a little more. */
const FLIGHT_MS = 5_000

export function makeContext(config: Config, world: World): Context {
  const { store, ...ports } = world
  return {
    ...ports,
    nextTurn,
    pulses: store.pulses,
    records: store.records,
    settings: makeSettings(config, world),
    listening: startListening(LISTENER_NAME, world.clock.read(), null).listening,
    refused: noteRefusals(world.clock, world.stream),
    ...freshState(),
  }
}

function makeSettings(config: Config, { entropy, store: { shared } }: World): Settings {
  const { publicUrl, intervalMs, graceMs, emailDomains, adminKey } = config
  const name = shared === undefined ? LISTENER_NAME : uniqueName(shared.region, entropy)
  return {
    listenerName: name,
    holder: name,
    flightMs: shared === undefined ? 0 : FLIGHT_MS,
    publicUrl,
    intervalMs,
    graceMs,
    emailDomains,
    builtInKeys: adminKey === null ? [] : [builtInKey(adminKey, entropy)],
  }
}

/** One of several: a start is a new listener, and what the former one held runs out by itself. */
function uniqueName(region: string, entropy: Entropy): string {
  return `${region}/${hostname()}/${Buffer.from(entropy.bytes(4)).toString('hex')}`
}
