import type { HostId } from '../core/ids.ts'
import type { Incident } from '../core/incident.ts'
import type { Context } from './context.ts'
import type { Page } from './ports.ts'

/** Newest first, by the deadline that passed. Throws `invalid_cursor`. */
export async function listIncidents(
  ctx: Context,
  input: {
    readonly state?: Incident['state']
    readonly site?: string
    readonly hostId?: HostId
    readonly cursor?: string
    readonly limit: number
  },
): Promise<Page<Incident>> {
  const { state, site, hostId, cursor, limit } = input
  return ctx.records.list('incident', {
    where: {
      ...(state === undefined ? {} : { state }),
      ...(site === undefined ? {} : { site }),
      ...(hostId === undefined ? {} : { hostId }),
    },
    orderBy: 'openedAt',
    descending: true,
    ...(cursor === undefined ? {} : { cursor }),
    limit,
  })
}
