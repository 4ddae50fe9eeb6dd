import type { HostState } from '../../../contract/host.ts'
import { queryPath } from '../../live/query-path.ts'
import { HOST_STATES } from './host-states.ts'

export const SORTS = ['hostId', 'since', '-since'] as const
export type Sort = (typeof SORTS)[number]

/** What the URL of the list says; empty texts filter nothing. */
export interface HostFilters {
  readonly state: HostState | ''
  readonly site: string
  readonly q: string
  readonly sort: Sort
  /** Each as `label.K` → `V`. */
  readonly labels: Readonly<Record<string, string>>
}

/** Unknown words in a URL filter nothing, so that an old link shows too much and not nothing. */
export function readHostFilters(search: string): HostFilters {
  const params = new URLSearchParams(search)
  const text = (name: string) => params.get(name) ?? ''
  return {
    state: HOST_STATES.find((each) => each === text('state')) ?? '',
    site: text('site'),
    q: text('q'),
    sort: SORTS.find((each) => each === text('sort')) ?? 'hostId',
    labels: Object.fromEntries([...params].filter(([name]) => name.startsWith('label.'))),
  }
}

/** The address of the list with these filters. */
export function hostsHref(filters: Partial<HostFilters>): string {
  return queryPath('/hosts', flat(filters))
}

/** The question to the server: what is empty is not asked. Late hosts come in one order only. */
export function hostsQuery(filters: HostFilters, limit: number) {
  const { sort, ...rest } = flat(filters)
  const set = Object.entries(rest).filter(([, value]) => value !== '')
  return { ...Object.fromEntries(set), limit, ...(filters.state === 'late' ? {} : { sort }) }
}

function flat({ labels = {}, ...rest }: Partial<HostFilters>): Record<string, string | undefined> {
  const sort = rest.sort === 'hostId' ? undefined : rest.sort
  return { ...labels, ...rest, sort }
}
