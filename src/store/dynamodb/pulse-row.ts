/**
 * The item of one host in the pulses table. Attribute names are one letter, because every heartbeat
 * pays for them.
 *
 * - h host id · t last heartbeat, absent if never · a how long it said it would be away, if it did
 * - i interval and o timeout, if the host has its own · n indicators as JSON
 * - x second after which DynamoDB may delete the row: housekeeping, never a clock
 * - the mark: r registration and v version of the record · m state, facts in base 36 and site, as
 *   in "u1z141z3.north"; without the point if there is no site
 */
import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { HostState } from '../../core/host.ts'
import { type HostId, isHostId } from '../../core/ids.ts'
import type { Pulse, Recorded } from '../../service/ports.ts'
import type { Defaults } from '../defaults.ts'

export type Item = Record<string, AttributeValue>

export interface PulseRow {
  readonly hostId: HostId
  /** 0 if never. */
  readonly heardAt: number
  /** Null while it follows the default. */
  readonly timing: Defaults | null
  readonly awayMs: number
  readonly indicators: Readonly<Record<string, number>> | null
  readonly recorded: Recorded | undefined
}

const HOST_STATES: readonly HostState[] = ['waiting', 'up', 'missing', 'paused', 'retired']
const STATES = new Map(HOST_STATES.map((state) => [letterOf(state), state]))

/** Undefined for items that are not of a host: their keys start with "~". */
export function rowOf(item: Item): PulseRow | undefined {
  const hostId = item.h?.S ?? ''
  if (!isHostId(hostId)) return undefined
  const intervalMs = item.i?.N
  const timeoutMs = item.o?.N
  return {
    hostId,
    heardAt: numberOf(item.t),
    timing:
      intervalMs === undefined || timeoutMs === undefined
        ? null
        : { intervalMs: Number(intervalMs), timeoutMs: Number(timeoutMs) },
    awayMs: numberOf(item.a),
    indicators: item.n?.S === undefined ? null : indicatorsIn(item.n.S),
    recorded: recordedIn(item, hostId),
  }
}

export function pulseOf(row: PulseRow, defaults: Defaults): Pulse {
  const { hostId, heardAt, awayMs, indicators } = row
  const { intervalMs, timeoutMs } = row.timing ?? defaults
  const recorded = row.recorded?.state ?? 'unrecorded'
  return { hostId, heardAt, intervalMs, timeoutMs, awayMs, recorded, indicators }
}

export function markAttributes({ registeredAt, version, state, facts, site }: Recorded): Item {
  const packed = `${letterOf(state)}${facts.toString(36)}${site === null ? '' : `.${site}`}`
  return { r: { N: String(registeredAt) }, v: { N: String(version) }, m: { S: packed } }
}

function letterOf(state: HostState): string {
  return state.charAt(0)
}

function recordedIn(item: Item, hostId: HostId): Recorded | undefined {
  const packed = item.m?.S ?? ''
  const state = STATES.get(packed.charAt(0))
  if (state === undefined) return undefined
  const point = packed.indexOf('.')
  return {
    hostId,
    registeredAt: numberOf(item.r),
    state,
    site: point === -1 ? null : packed.slice(point + 1),
    facts: Number.parseInt(packed.slice(1, point === -1 ? undefined : point), 36),
    version: numberOf(item.v),
  }
}

function numberOf(value: AttributeValue | undefined): number {
  return Number(value?.N ?? 0)
}

/** Only `heartbeatUpdate` writes the attribute. */
function indicatorsIn(json: string): Readonly<Record<string, number>> {
  return JSON.parse(json) as Readonly<Record<string, number>>
}
