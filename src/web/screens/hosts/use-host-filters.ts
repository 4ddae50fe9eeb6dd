import { useSearch } from 'wouter'
import { navigate } from 'wouter/use-browser-location'
import { type HostFilters, hostsHref, readHostFilters } from './host-filters.ts'

/** The filters are the URL: a change of them is a new address, without a new page. */
export function useHostFilters(): [HostFilters, (change: Partial<HostFilters>) => void] {
  const filters = readHostFilters(useSearch())
  const change = (part: Partial<HostFilters>) =>
    navigate(hostsHref({ ...filters, ...part }), { replace: true })
  return [filters, change]
}
