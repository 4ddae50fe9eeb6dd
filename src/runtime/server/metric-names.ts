interface Declared {
  readonly help: string
  readonly labels?: readonly string[]
}

/** What is measured, and nothing else: no label ever names a host. Times are in seconds. */
export const COUNTERS = {
  flatline_heartbeats_total: {
    help: 'Heartbeats by what became of them',
    labels: ['result'],
  },
  flatline_host_changes_total: { help: 'Hosts that changed their state', labels: ['state'] },
  flatline_deliveries_total: { help: 'Deliveries made and ended', labels: ['outcome'] },
  flatline_rounds_failed_total: {
    help: 'Background rounds that failed and are tried again',
    labels: ['round'],
  },
  flatline_connections_dropped_total: { help: 'Connections refused beyond the bound' },
} as const satisfies Record<string, Declared>

export const GAUGES = {
  flatline_hosts: { help: 'Hosts by state', labels: ['state'] },
  flatline_incidents_open: { help: 'Incidents that are open' },
  flatline_deliveries_waiting: {
    help: 'Deliveries that are not sent: pending, retrying or dead',
    labels: ['state'],
  },
  flatline_sweep_lag_seconds: { help: 'Time since the last sweep ended' },
  flatline_listening_seconds: { help: 'Time of listening without interruption' },
  flatline_blind_seconds: { help: 'Blind time of the past hour, as counted towards the bound' },
} as const satisfies Record<string, Declared>

export const HISTOGRAMS = {
  flatline_sweep_seconds: { help: 'Length of a sweep', from: 0.0005 },
  flatline_commit_seconds: { help: 'Time until a heartbeat was durable', from: 0.00025 },
} as const satisfies Record<string, Declared & { from: number }>
