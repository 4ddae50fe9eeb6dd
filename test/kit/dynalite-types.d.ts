declare module 'dynalite' {
  import type { Server } from 'node:http'

  /** Times in milliseconds that tables stay in passing states. */
  interface DynaliteOptions {
    readonly createTableMs?: number
    readonly deleteTableMs?: number
    readonly updateTableMs?: number
  }

  export default function dynalite(options?: DynaliteOptions): Server
}
