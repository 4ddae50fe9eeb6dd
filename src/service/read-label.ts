import type { HostId } from '../core/ids.ts'
import { FlatlineError } from '../core/problem.ts'
import type { Context } from './context.ts'

const PAGE_HOSTS = 500
/** Labels stand in the records of the hosts, and each record has to be read. */
export const LABELLED_MAX = 100_000
const KEEP_MS = 60_000

interface Kept {
  readonly values: Promise<ReadonlyMap<HostId, string>>
  readonly until: number
}

const kept = new WeakMap<Context, Map<string, Kept>>()
const NAMES_MAX = 8

/**
 * What each host has as the value of a label; hosts without it are left out. As of the past minute.
 * Throws `not_available` for a fleet that is too large to be read for this.
 */
export function readLabel(ctx: Context, name: string): Promise<ReadonlyMap<HostId, string>> {
  const { monotonicMs } = ctx.clock.read()
  const names = kept.get(ctx) ?? new Map<string, Kept>()
  kept.set(ctx, names)
  const known = names.get(name)
  if (known !== undefined && monotonicMs < known.until) return known.values
  const values = gather(ctx, name)
  names.delete(name)
  names.set(name, { values, until: monotonicMs + KEEP_MS })
  values.catch(() => names.delete(name))
  const [oldest] = names.keys()
  if (names.size > NAMES_MAX && oldest !== undefined) names.delete(oldest)
  return values
}

async function gather(ctx: Context, name: string): Promise<ReadonlyMap<HostId, string>> {
  const values = new Map<HostId, string>()
  let seen = 0
  let cursor: string | null | undefined
  while (cursor !== null) {
    const after = cursor === undefined ? {} : { cursor }
    const { items, next } = await ctx.records.list('host', { limit: PAGE_HOSTS, ...after })
    for (const { value } of items) {
      const own = Object.hasOwn(value.labels, name) ? value.labels[name] : undefined
      if (own !== undefined) values.set(value.hostId, own)
    }
    seen += items.length
    if (seen > LABELLED_MAX) throw tooManyHosts()
    cursor = next
  }
  return values
}

function tooManyHosts(): FlatlineError {
  const detail = `At most ${LABELLED_MAX} hosts can be grouped by a label.`
  return new FlatlineError('not_available', detail, {
    hint: 'Group by site, or list the hosts with the label: /v1/hosts?label.K=V.',
  })
}
