import type { Channels } from '../../service/ports.ts'

/** For a function that takes heartbeats and tells nobody: to ask for a channel there is a fault. */
export function noChannels(): Channels {
  return new Proxy(
    {},
    {
      get(_, kind) {
        throw new Error(`this function has no channel ${String(kind)}`)
      },
    },
  ) as Channels
}
