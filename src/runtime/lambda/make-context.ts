import { startListening } from '../../core/listening.ts'
import type { Context } from '../../service/context.ts'
import { freshState } from '../../service/fresh-state.ts'
import type {
  Channels,
  Clock,
  Log,
  Meter,
  Pulses,
  Recipients,
  Records,
} from '../../service/ports.ts'
import { builtInKey } from '../server/built-in-key.ts'
import { systemEntropy } from '../server/entropy.ts'
import type { RegionConfig } from './region-config.ts'

/** What differs between the functions of a region. */
export interface RegionWorld {
  readonly clock: Clock
  readonly log: Log
  readonly meter: Meter
  readonly store: { readonly pulses: Pulses; readonly records: Records }
  readonly channels: Channels
  readonly recipients: Recipients | null
}

/** The time limit of the function for heartbeats: what it has not answered by then is lost. */
const FLIGHT_MS = 10_000

/** All functions of a region are one listener: they share its record. Nobody follows a stream. */
export function makeContext(config: RegionConfig, world: RegionWorld): Context {
  const { store, ...ports } = world
  const { region } = config.home
  const { publicUrl, intervalMs, graceMs, adminKey } = config
  const builtInKeys = adminKey === null ? [] : [builtInKey(adminKey, systemEntropy)]
  return {
    ...ports,
    pulses: store.pulses,
    records: store.records,
    entropy: systemEntropy,
    stream: { publish: () => undefined },
    refused: null,
    // A function has one request at a time: nobody else waits.
    nextTurn: () => Promise.resolve(),
    settings: {
      listenerName: region,
      holder: `${region}/${Buffer.from(systemEntropy.bytes(6)).toString('hex')}`,
      flightMs: FLIGHT_MS,
      publicUrl,
      intervalMs,
      graceMs,
      emailDomains: null,
      builtInKeys,
    },
    listening: startListening(region, world.clock.read(), null).listening,
    ...freshState(),
    keyring: new Map(builtInKeys.map((key) => [key.id, key])),
  }
}
