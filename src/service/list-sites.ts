import { FlatlineError } from '../core/problem.ts'
import type { Context } from './context.ts'
import type { Counts } from './ports.ts'
import { readTally } from './read-tally.ts'

export interface SiteView {
  readonly site: string
  readonly counts: Counts
}

export interface SiteQuery {
  /** Sites with a host in this state. */
  readonly state?: keyof Counts
  /** Part of the name, whatever its case. */
  readonly text?: string
  /** By name unless given; `-missing`: those with the most missing hosts first. */
  readonly sort?: 'site' | '-missing'
  readonly cursor?: string
  readonly limit: number
}

/** Where a page ended. By name, `missing` is 0. */
interface Place {
  readonly missing: number
  readonly site: string
}

const CURSOR = /^site~(\d{1,9})~(.*)$/su

/** Sites that have a host. Throws `invalid_cursor`. */
export async function listSites(
  ctx: Context,
  query: SiteQuery,
): Promise<{ items: SiteView[]; next: string | null }> {
  const after = query.cursor === undefined ? undefined : readCursor(query.cursor)
  const { sites } = await readTally(ctx)
  const placeOf = ({ site, counts }: SiteView): Place => {
    return { site, missing: query.sort === '-missing' ? counts.missing : 0 }
  }
  const rest = [...sites]
    .map(([site, counts]) => ({ site, counts }))
    .filter((view) => view.site !== '' && accepts(query, view))
    .filter((view) => after === undefined || compare(after, placeOf(view)) < 0)
    .sort((a, b) => compare(placeOf(a), placeOf(b)))
  const items = rest.slice(0, query.limit)
  const last = rest.length > items.length ? items.at(-1) : undefined
  return { items, next: last === undefined ? null : cursorAt(placeOf(last)) }
}

function accepts({ state, text = '' }: SiteQuery, { site, counts }: SiteView): boolean {
  if (state !== undefined && counts[state] === 0) return false
  return site.toLowerCase().includes(text.toLowerCase())
}

function compare(a: Place, b: Place): number {
  if (a.missing !== b.missing) return b.missing - a.missing
  return a.site === b.site ? 0 : a.site < b.site ? -1 : 1
}

function cursorAt({ missing, site }: Place): string {
  return `site~${missing}~${site}`
}

function readCursor(cursor: string): Place {
  const [, missing, site] = CURSOR.exec(cursor) ?? []
  if (missing !== undefined && site !== undefined) return { missing: Number(missing), site }
  throw new FlatlineError('invalid_cursor', 'The cursor does not belong to this list.', {
    hint: 'Take the cursor from "next" of the page before, or leave it out to start over.',
  })
}
