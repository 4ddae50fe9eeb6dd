import type { Host } from '../../src/contract/host.ts'

/** As the server presents a host. */
export const SOME_HOST: Host = {
  hostId: 'till-1',
  state: 'up',
  since: '2026-01-01T00:00:00.000Z',
  site: '0412',
  labels: {},
  lastHeartbeatAt: null,
  intervalMs: 60_000,
  graceMs: 75_000,
  timingFrom: 'own',
  deadlineAt: null,
  epoch: 0,
  indicators: null,
  registeredAt: '2026-01-01T00:00:00.000Z',
  keyId: null,
}
