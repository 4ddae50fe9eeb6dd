import { type Lagging, laggingRecords } from './lagging-records.ts'
import { makeWorld, type World } from './world.ts'

/** A world whose lists of records lag behind by the world's own clock; 0: they do not. */
export function laggingWorld(lagMs: number, behindMs?: Lagging['behindMs']): World {
  let read = () => ({ wallMs: 0, monotonicMs: 0 })
  const clock = { read: () => read() }
  const records = laggingRecords({ clock, lagMs, ...(behindMs && { behindMs }) })
  const world = makeWorld({ records })
  read = world.clock.read
  return world
}
