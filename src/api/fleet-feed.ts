/**
 * Tells everybody who follows the event stream how the fleet is: once a second, if anything
 * changed, and only while somebody listens. What changed is found out once for all who follow the
 * same map.
 */
import type { FleetMessage } from '../contract/fleet-message.ts'
import { FlatlineError } from '../core/problem.ts'
import type { Context } from '../service/context.ts'
import type { Counts } from '../service/ports.ts'
import { readTally } from '../service/read-tally.ts'
import { changedStates } from './changed-states.ts'
import { countStates } from './count-states.ts'
import type { Every } from './every.ts'
import { type FleetMap, fleetMaps } from './fleet-maps.ts'
import { instantText } from './instant-text.ts'
import type { StreamHub } from './stream-hub.ts'

export const FLEET_MS = 1_000
/** Beyond this the whole map is smaller. */
export const CHANGES_MAX = 5_000

type MapNews = NonNullable<FleetMessage['map']>

interface Told {
  readonly counts: string
  readonly map: FleetMap | undefined
}

/** Returns how to stop it. */
export function startFleetFeed(ctx: Context, hub: StreamHub, every: Every): () => void {
  const told = new Map<string | null, Told>()
  let telling = false
  const tellAll = async (): Promise<void> => {
    const { followed } = hub
    for (const by of told.keys()) if (!followed.has(by)) told.delete(by)
    for (const by of followed) told.set(by, await tell(ctx, hub, by, told.get(by)))
  }
  return every(FLEET_MS, () => {
    if (hub.clients === 0) return told.clear()
    if (telling) return
    telling = true
    tellAll()
      .catch((error) => ctx.log.warn({ error }, 'the fleet could not be told to those who look'))
      .finally(() => {
        telling = false
      })
  })
}

async function tell(
  ctx: Context,
  hub: StreamHub,
  by: string | null,
  before: Told | undefined,
): Promise<Told> {
  const map = by === null ? undefined : await readMap(ctx, by)
  const total = map === undefined ? (await readTally(ctx)).total : countStates(map.states.plain)
  const message = { ...presentCounts(total), listeningSince: listeningSince(ctx) }
  const counts = JSON.stringify(message)
  const news = map === undefined ? undefined : newsOf(map, before?.map)
  const isNews = counts !== before?.counts || map?.states.tag !== before?.map?.states.tag
  const next = { ...message, ...(news === undefined ? {} : { map: news }) }
  const first = { ...message, ...(map === undefined ? {} : { map: standOf(map) }) }
  hub.tellFleet(by, { next: isNews ? JSON.stringify(next) : null, first: JSON.stringify(first) })
  return { counts, map }
}

/** Undefined where the fleet is too large for a map; counts are told all the same. */
async function readMap(ctx: Context, by: string): Promise<FleetMap | undefined> {
  try {
    return await fleetMaps(ctx).read(by)
  } catch (error) {
    if (error instanceof FlatlineError && error.code === 'not_available') return undefined
    throw error
  }
}

function newsOf(map: FleetMap, before: FleetMap | undefined): MapNews {
  const stand = standOf(map)
  if (before === undefined || before.layout.name !== map.layout.name) return stand
  const changes = changedStates(before.states.plain, map.states.plain, CHANGES_MAX)
  return { ...stand, from: before.version, changes }
}

/** For whoever cannot have the version before: read the map, unless you have this one. */
function standOf({ by, layout, version }: FleetMap): MapNews {
  return { by, layout: layout.name, from: version, to: version, changes: [] }
}

function presentCounts({ waiting, up, late, missing, paused, retired }: Counts) {
  const hosts = waiting + up + late + missing + paused + retired
  return { hosts, counts: { waiting, up, late, missing, paused, retired } }
}

function listeningSince(ctx: Context): string {
  return instantText(ctx.listening.listeningSince)
}
