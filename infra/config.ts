/** Everything that differs from one installation to the next. Durations are "10s", "5m", "1h". */
export interface Config {
  /** Begins the names that both regions must know. A second installation needs another one. */
  readonly name: string
  /** Absent: the account of whoever deploys. */
  readonly account?: string
  readonly topology: Pair | Single
  /** Absent: each region is reached at its own API endpoint, which is an output of its stack. */
  readonly domain?: Domain
  /** Hears the alarms and all else on the regions' topics, once it has confirmed. */
  readonly alarmEmail?: string
  /** For hosts that name no interval of their own; "1s" to "7d", the grace from "0s". */
  readonly interval: string
  readonly grace: string
  /** 10 to 60, a divisor of 60: a sweep is started each minute and repeats by itself. */
  readonly sweepEverySeconds: number
  /** 128 to 10,240 MB each; a function's share of a processor grows with it. */
  readonly memoryMb: { readonly ingest: number; readonly api: number; readonly sweep: number }
  /** What the API takes per region; beyond it answers 429. */
  readonly throttle: { readonly requestsPerSecond: number; readonly burst: number }
  /** Units per second that the pulses table takes from its first moment; paid once. */
  readonly warmThroughput?: { readonly reads: number; readonly writes: number }
  /** Heartbeats at a function URL beside the HTTP API: cheaper, and without its throttle. */
  readonly functionUrl: boolean
  /** A host of ours that stops on purpose each hour, so that silence in the chain is noticed. */
  readonly canary: boolean
  /** A first-in-first-out twin of each topic, for queues that shall not see a copy within 5 min. */
  readonly fifoTopic: boolean
}

/** Two regions that stand in for each other, and a third that only votes: all of one continent. */
export interface Pair {
  readonly kind: 'pair'
  readonly regions: readonly [string, string]
  readonly witness: string
}

/** One region and an ordinary table. It cannot become a pair later while it holds records. */
export interface Single {
  readonly kind: 'single'
  readonly region: string
}

export interface Domain {
  readonly name: string
  /** A public hosted zone of Route 53 that holds the name. */
  readonly zone: { readonly id: string; readonly name: string }
}

export const config: Config = {
  name: 'flatline',
  topology: { kind: 'pair', regions: ['us-east-1', 'us-west-2'], witness: 'us-east-2' },
  interval: '5m',
  grace: '5m',
  sweepEverySeconds: 60,
  memoryMb: { ingest: 256, api: 1024, sweep: 1024 },
  throttle: { requestsPerSecond: 5_000, burst: 5_000 },
  functionUrl: false,
  canary: false,
  fifoTopic: false,
}
