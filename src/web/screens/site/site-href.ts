import { queryPath } from '../../live/query-path.ts'

/** A path cannot hold every name: those with a slash are shown as a list of hosts. */
export function siteHref(site: string): string {
  if (/[/\\]|^\.{1,2}$/.test(site)) return queryPath('/hosts', { site })
  return `/sites/${encodeURIComponent(site)}`
}
