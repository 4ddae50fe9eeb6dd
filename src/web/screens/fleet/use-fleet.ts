import type { Fleet } from '../../../contract/fleet.ts'
import { client } from '../../live/client.ts'
import { type LiveValue, useLive } from '../../live/use-live.ts'

const EVERY_MS = 10_000

/** Counts by state and how Flatline itself does; shared by all who show a part of it. */
export function useFleet(): LiveValue<Fleet> {
  return useLive('fleet', client.fleet.get, { concerns: () => true, everyMs: EVERY_MS })
}
