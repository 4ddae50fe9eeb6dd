import type { Command } from 'commander'
import type { Client } from '../../contract/client.ts'
import type { Site } from '../../contract/site.ts'
import { openClient } from '../connect/open-client.ts'
import { EXIT } from '../exit-codes.ts'
import { Failure } from '../failure.ts'
import type { Io } from '../terminal/io.ts'
import type { Cell } from '../terminal/table.ts'
import { type Column, type ListOptions, printList, type View } from './print-list.ts'
import { addGet, addList, addResource } from './verbs.ts'

const COLUMNS: readonly Column<Site>[] = [
  { title: 'site', cell: (site) => site.site },
  { title: 'hosts', align: 'right', cell: (site) => String(site.hosts) },
  { title: 'up', align: 'right', cell: (site) => String(site.counts.up) },
  { title: 'late', align: 'right', cell: (site, view) => loud(site.counts.late, 'yellow', view) },
  {
    title: 'missing',
    align: 'right',
    cell: (site, view) => loud(site.counts.missing, 'red', view),
  },
  { title: 'waiting', align: 'right', cell: (site) => String(site.counts.waiting) },
  { title: 'paused', align: 'right', cell: (site) => String(site.counts.paused) },
  { title: 'retired', align: 'right', cell: (site) => String(site.counts.retired) },
]

export function addSites(program: Command, io: Io): void {
  const sites = addResource(program, 'sites', 'show places with their computers', [
    'list --all',
    'get 0412',
  ])
  addList(sites, 'list sites').action(async (options: ListOptions) => {
    const client = await openClient(io)
    const fetchPage = client.sites.list
    await printList(io, options, {
      client,
      fetchPage,
      filters: {},
      columns: COLUMNS,
      things: 'sites',
    })
  })
  addGet(sites, io, 'site', findSite)
}

/** By the filter of the list: in a path a site named `..` or `a/b` would be another path. */
async function findSite(client: Client, site: string): Promise<Site> {
  if (site === '') throw new Failure(EXIT.wrongUsage, 'The site is empty.', 'name one: get 0412')
  const { items } = await client.sites.list({ site })
  const [found] = items
  if (found !== undefined) return found
  const hint = 'names are compared with their case; `flatline sites list` shows them'
  throw new Failure(EXIT.failed, 'There is no host at this site (not_found).', hint)
}

function loud(count: number, colour: 'red' | 'yellow', { paint }: View): Cell {
  return { text: String(count), paint: count > 0 ? paint[colour] : undefined }
}
