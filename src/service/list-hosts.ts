import type { Host, HostState, Labels } from '../core/host.ts'
import type { HostId } from '../core/ids.ts'
import { isHostId } from '../core/ids.ts'
import { FlatlineError } from '../core/problem.ts'
import type { Context } from './context.ts'
import { type HostView, viewHosts } from './host-view.ts'
import type { Versioned } from './ports.ts'

export interface HostQuery {
  readonly state?: HostState | 'late'
  readonly site?: string
  /** Each must be equal. */
  readonly labels?: Labels
  /** Part of the host's id or site, whatever its case. */
  readonly text?: string
  readonly sort?: 'hostId' | 'since' | '-since'
  readonly cursor?: string
  /** 1-1,000 */
  readonly limit: number
}

export interface HostPage {
  readonly items: HostView[]
  /** Null at the end. A page may be short, even empty, and still have a next one. */
  readonly next: string | null
}

const LATE_CURSOR = 'late~'

/** `up` leaves out the late ones, which are recorded as up. Throws `invalid_cursor`. */
export async function listHosts(ctx: Context, query: HostQuery): Promise<HostPage> {
  if (query.state === 'late') return listLate(ctx, query)
  const { state, site, sort = 'hostId', cursor, limit } = query
  const narrowed = query.labels !== undefined || query.text !== undefined
  const page = await ctx.records.list('host', {
    where: { ...(state === undefined ? {} : { state }), ...(site === undefined ? {} : { site }) },
    ...(sort === 'hostId' ? {} : { orderBy: 'since', descending: sort === '-since' }),
    ...(narrowed ? { filter: (host: Host) => accepts(query, host) } : {}),
    ...(cursor === undefined ? {} : { cursor }),
    limit,
  })
  const views = await viewHosts(ctx, page.items)
  const items = state === 'up' ? views.filter((view) => view.state === 'up') : views
  return { items, next: page.next }
}

/** Lateness is not recorded, so these come from the pulses, always by id. */
async function listLate(ctx: Context, query: HostQuery): Promise<HostPage> {
  if (query.sort !== undefined && query.sort !== 'hostId') {
    throw new FlatlineError('invalid_query', 'Late hosts can only be sorted by hostId.', {
      hint: 'Leave out sort, or list another state.',
    })
  }
  const after = query.cursor === undefined ? '' : readLateCursor(query.cursor)
  const now = ctx.clock.read().wallMs
  const ids = await ctx.pulses.late(ctx.listening.listeningSince, now, after, query.limit)
  const records = await ctx.records.get('host', ids)
  const wanted = records.filter(
    (record): record is Versioned<Host> => record !== undefined && accepts(query, record.value),
  )
  const items = (await viewHosts(ctx, wanted)).filter((view) => view.state === 'late')
  const last = ids.length === query.limit ? ids.at(-1) : undefined
  return { items, next: last === undefined ? null : `${LATE_CURSOR}${last}` }
}

function accepts({ site, labels = {}, text = '' }: HostQuery, host: Host): boolean {
  if (site !== undefined && host.site !== site) return false
  const carries = ([label, value]: [string, string]) =>
    Object.hasOwn(host.labels, label) && host.labels[label] === value
  if (!Object.entries(labels).every(carries)) return false
  const sought = text.toLowerCase()
  return [host.hostId, host.site ?? ''].some((each) => each.toLowerCase().includes(sought))
}

function readLateCursor(cursor: string): HostId {
  const after = cursor.slice(LATE_CURSOR.length)
  if (cursor.startsWith(LATE_CURSOR) && isHostId(after)) return after
  throw new FlatlineError('invalid_cursor', 'The cursor does not belong to this list.', {
    hint: 'Take the cursor from "next" of the page before, or leave it out to start over.',
  })
}
