import type { StreamHub } from './stream-hub.ts'
import type { WebFiles } from './web-files.ts'

/** What the app needs of the process around it. */
export interface AppOptions {
  readonly version: string
  /** Prometheus text format. */
  readonly readMetrics: () => Promise<string>
  /** The process has started up and does not shut down yet. */
  readonly ready: () => boolean
  /** Heartbeats can be made durable and the sweep is fresh. Cached by whoever provides it. */
  readonly serverStatus: () => Promise<boolean>
  /** The folder with `guides` and `reference`; null serves no Markdown. */
  readonly docsDir: string | null
  /** The built dashboard; null where it is not served from here. */
  readonly web: WebFiles | null
  /** Who sent the request, for the audit. `env` is what `fetch` was given. */
  readonly remoteAddress: (request: Request, env: unknown) => string
  /** Null where nothing can stay open; `/v1/stream` is answered with `not_available` then. */
  readonly stream: StreamHub | null
  /** When the latest sweep ended; null before the first. */
  readonly sweptAt?: () => number | null
  /** Heartbeats accepted per second, lately. */
  readonly heartbeatsPerSecond?: () => number
  /** What the store takes of the disk; null where that is not known. */
  readonly storeBytes?: () => number | null
}
