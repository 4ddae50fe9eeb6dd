import { startListening } from '../../core/listening.ts'
import type { Context, Settings } from '../../service/context.ts'
import { freshState } from '../../service/fresh-state.ts'
import type { Channels, Clock, Entropy, Log, Meter, Stream } from '../../service/ports.ts'
import type { Config } from '../config.ts'
import { builtInKey } from './built-in-key.ts'
import type { OpenStore } from './open-store.ts'

export interface World {
  readonly clock: Clock
  readonly entropy: Entropy
  readonly log: Log
  readonly meter: Meter
  readonly channels: Channels
  readonly stream: Stream
  readonly store: OpenStore
}

/** One server per data directory, so that one name does. */
const LISTENER_NAME = 'server'

export function makeContext(config: Config, world: World): Context {
  const { store, ...ports } = world
  return {
    ...ports,
    pulses: store.pulses,
    records: store.records,
    settings: makeSettings(config, world.entropy),
    listening: startListening(LISTENER_NAME, world.clock.read(), null).listening,
    ...freshState(),
  }
}

function makeSettings(config: Config, entropy: Entropy): Settings {
  const { publicUrl, intervalMs, graceMs, emailDomains, adminKey } = config
  return {
    listenerName: LISTENER_NAME,
    publicUrl,
    intervalMs,
    graceMs,
    emailDomains,
    builtInKeys: adminKey === null ? [] : [builtInKey(adminKey, entropy)],
  }
}
