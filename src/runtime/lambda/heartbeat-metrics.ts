import type { EmfChoice } from './emf-meter.ts'

const count = (name: string, values: readonly string[]) =>
  ({ name, unit: 'Count', only: { label: 'result', values } }) as const

/** What CloudWatch hears of heartbeats. How long one took, Lambda measures itself. */
export const HEARTBEAT_METRICS: EmfChoice = {
  flatline_heartbeats_total: [
    count('HeartbeatsRecorded', ['recorded']),
    count('HeartbeatsRefused', ['foreign_host', 'host_quota', 'invalid']),
    count('HeartbeatsUnavailable', ['unavailable']),
  ],
}

/** A function writes its counts once a minute: see the meter. */
export const HEARTBEAT_METRICS_EVERY_MS = 60_000
