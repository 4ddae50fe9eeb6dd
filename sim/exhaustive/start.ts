import { clearPending, registerHost } from '../../src/core/host.ts'
import { type HostId, isHostId } from '../../src/core/ids.ts'
import type { Subscription } from '../../src/core/subscription.ts'
import { recordedAs } from '../../src/service/settle-hosts.ts'
import { BEFORE_MS, DEFAULTS, type Scenario, TIMINGS } from './scenario.ts'
import type { Stores } from './stores.ts'

/** Instant 0 of the scenarios. */
export const T0 = Date.parse('2026-03-02T08:00:00.000Z')

export const MAILBOX: Subscription = {
  id: 'mailbox' as Subscription['id'],
  name: 'ops',
  channel: { kind: 'log' },
  events: ['host.registered', 'host.missing', 'host.recovered'],
  match: {},
  groupWaitMs: 0,
  groupIntervalMs: 0,
  state: 'active',
  stateReason: null,
  confirmationHash: null,
  createdAt: T0,
}

export function asHostId(text: string): HostId {
  if (!isHostId(text)) throw new Error(`not a host id: ${text}`)
  return text
}

/** Every host of the scenario has been heard and is recorded as up; its registration was told. */
export async function fill({ records, rows }: Stores, { hosts }: Scenario): Promise<void> {
  await records.write([{ kind: 'subscription', id: MAILBOX.id, value: MAILBOX, ifVersion: 0 }])
  for (const { id, region, before } of hosts) {
    const hostId = asHostId(id)
    const timing = TIMINGS[before ?? 'default']
    const pulse = { heardAt: T0, awayMs: 0, ...(timing ?? DEFAULTS) }
    const facts = timing === null ? {} : { timing }
    const fresh = registerHost({ hostId, facts, keyId: null, epoch: 0, now: T0 }, pulse)
    const host = clearPending(fresh, fresh.pendingEvents)
    await records.write([{ kind: 'host', id, value: host, ifVersion: 0 }])
    const rest = { hostId, awayMs: 0, indicators: null, recorded: recordedAs(host, 1) }
    rows[region].stored.set(hostId, { ...rest, heardAt: T0, timing: null })
    const other = rows[region === 'east' ? 'west' : 'east']
    if (before) other.stored.set(hostId, { ...rest, heardAt: T0 - BEFORE_MS, timing })
  }
}
