import type { Fleet as FleetAnswer } from '../contract/fleet.ts'
import type { Fleet } from '../service/read-fleet.ts'
import type { AppOptions } from './app-options.ts'
import { instantText, instantTextOrNull } from './instant-text.ts'

export function presentFleet(fleet: Fleet, options: AppOptions, now: number): FleetAnswer {
  const sweptAt = options.sweptAt?.() ?? null
  const { waiting, up, late, missing, paused, retired } = fleet.counts
  return {
    hosts: fleet.hosts,
    sites: fleet.sites,
    counts: { waiting, up, late, missing, paused, retired },
    openIncidents: fleet.openIncidents,
    heartbeatsPerSecond: options.heartbeatsPerSecond?.() ?? null,
    storeBytes: options.storeBytes?.() ?? null,
    sweptAt: instantTextOrNull(sweptAt),
    sweepLagMs: sweptAt === null ? null : Math.max(0, Math.round(now - sweptAt)),
    listeningSince: instantText(fleet.listeningSince),
    refusing:
      fleet.refusing === null
        ? null
        : { cause: fleet.refusing.cause, since: instantText(fleet.refusing.from) },
    blindWindows: fleet.blindWindows.map(({ cause, from, to }) => ({
      cause,
      from: instantText(from),
      to: instantText(to),
    })),
  }
}
