import type { UpdateItemCommandInput } from '@aws-sdk/client-dynamodb'
import type { HostId } from '../../core/ids.ts'
import type { Beat, PulseChange, Recorded } from '../../service/ports.ts'
import type { Defaults } from '../defaults.ts'
import { type Item, markAttributes } from './pulse-row.ts'
import type { PulsesTable } from './pulses-table.ts'

/** How long a row outlives the last deadline that it can have. */
const KEPT_MS = 48 * 3_600_000
/** The longest interval and grace that a host can have. */
const TIMEOUT_MAX_MS = 14 * 86_400_000

type Table = Pick<PulsesTable, 'name' | 'defaults'>

interface Change {
  readonly set: Item
  readonly remove?: readonly string[]
  readonly condition?: string
}

/**
 * The one write of a heartbeat. It answers with the row as it was, and fails its condition if a
 * later heartbeat is stored, or if the host is unknown and may not register.
 */
export function heartbeatUpdate(table: Table, beat: Beat): UpdateItemCommandInput {
  const { at, timing, awayMs, indicators, mayRegister } = beat
  const inTime = 'attribute_not_exists(t) OR t <= :t'
  const set: Item = {
    t: number(at),
    x: number(expiresAt(table.defaults, beat)),
    ...(awayMs === 0 ? {} : { a: number(awayMs) }),
    ...(timing === undefined ? {} : timingAttributes(timing)),
    ...(indicators === undefined ? {} : { n: { S: JSON.stringify(indicators) } }),
  }
  return {
    ...update(table, beat.hostId, {
      set,
      remove: awayMs === 0 ? ['a'] : [],
      condition: mayRegister ? inTime : `attribute_exists(h) AND (${inTime})`,
    }),
    ReturnValues: 'ALL_OLD',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  }
}

/**
 * Takes a mark over unless the row has a later one. A host that is not up keeps its row until a
 * heartbeat sets the time to live again: it is counted by it, however long it is gone.
 */
export function markUpdate(table: Table, mark: Recorded): UpdateItemCommandInput {
  const earlier = 'attribute_not_exists(r) OR r < :r OR (r = :r AND v <= :v)'
  return update(table, mark.hostId, {
    set: markAttributes(mark),
    remove: mark.state === 'up' ? [] : ['x'],
    condition: `attribute_exists(h) AND (${earlier})`,
  })
}

/** A deadline that was moved by hand is followed by no time to live until the next heartbeat. */
export function configureUpdate(
  table: Table,
  hostId: HostId,
  { timing, awayMs, unlessHeard }: PulseChange,
  onlyIfExists: boolean,
): UpdateItemCommandInput {
  const conditions = [
    ...(onlyIfExists ? ['attribute_exists(h)'] : []),
    ...(unlessHeard ? ['attribute_not_exists(t)'] : []),
  ]
  return update(table, hostId, {
    set: {
      ...(timing ? timingAttributes(timing) : {}),
      ...(awayMs === undefined || awayMs === 0 ? {} : { a: number(awayMs) }),
    },
    remove: [
      ...(timing === null ? ['i', 'o'] : []),
      ...(awayMs === 0 ? ['a'] : []),
      ...(timing === undefined && awayMs === undefined ? [] : ['x']),
    ],
    ...(conditions.length === 0 ? {} : { condition: conditions.join(' AND ') }),
  })
}

/** Pulls a last heartbeat that lies in the future back to `now`. */
export function clampUpdate(table: Table, hostId: HostId, now: number): UpdateItemCommandInput {
  return update(table, hostId, { set: { t: number(now) }, condition: 't > :t' })
}

function update(table: Table, hostId: HostId, change: Change): UpdateItemCommandInput {
  const { set, remove = [], condition } = change
  const assignments = Object.keys(set).map((name) => `${name} = :${name}`)
  const expression = [
    ...(assignments.length === 0 ? [] : [`SET ${assignments.join(', ')}`]),
    ...(remove.length === 0 ? [] : [`REMOVE ${remove.join(', ')}`]),
  ].join(' ')
  const values = Object.fromEntries(Object.entries(set).map(([name, value]) => [`:${name}`, value]))
  return {
    TableName: table.name,
    Key: { h: { S: hostId } },
    ...(expression === '' ? {} : { UpdateExpression: expression }),
    ...(assignments.length === 0 ? {} : { ExpressionAttributeValues: values }),
    ...(condition === undefined ? {} : { ConditionExpression: condition }),
  }
}

function expiresAt(defaults: Defaults, { at, timing, awayMs }: Beat): number {
  const timeoutMs = timing?.timeoutMs ?? Math.max(defaults.timeoutMs, TIMEOUT_MAX_MS)
  return Math.ceil((at + Math.max(timeoutMs, awayMs) + KEPT_MS) / 1_000)
}

function timingAttributes({ intervalMs, timeoutMs }: Defaults): Item {
  return { i: number(intervalMs), o: number(timeoutMs) }
}

function number(value: number) {
  return { N: String(value) }
}
