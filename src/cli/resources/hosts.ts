import { type Command, Option } from 'commander'
import { formatDuration } from '../../contract/duration.ts'
import { HOST_STATES, type Host } from '../../contract/host.ts'
import { openClient } from '../connect/open-client.ts'
import { addPair } from '../options.ts'
import type { Io } from '../terminal/io.ts'
import { agoCell, pairsCell, stateCell } from './cells.ts'
import { addHostChanges } from './host-changes.ts'
import { type Column, type ListOptions, printList } from './print-list.ts'
import { type JsonOption, printResource } from './print-resource.ts'
import { addAct, addDestructiveAct, addGet, addList, addResource } from './verbs.ts'

const COLUMNS: readonly Column<Host>[] = [
  { title: 'host', cell: (host) => host.hostId },
  { title: 'state', cell: (host, view) => stateCell(host.state, view) },
  { title: 'since', cell: (host, view) => agoCell(host.since, view) },
  { title: 'site', cell: (host) => host.site ?? '-' },
  { title: 'last heartbeat', cell: (host, view) => agoCell(host.lastHeartbeatAt, view) },
  { title: 'interval', align: 'right', cell: (host) => formatDuration(host.intervalMs) },
  { title: 'grace', align: 'right', cell: (host) => formatDuration(host.graceMs) },
  { title: 'labels', cell: (host) => pairsCell(host.labels) },
]

interface Filter extends ListOptions {
  readonly state?: string
  readonly site?: string
  readonly label?: Readonly<Record<string, string>>
  readonly search?: string
  readonly sort?: string
}

export function addHosts(program: Command, io: Io): void {
  const hosts = addResource(program, 'hosts', 'show and manage computers', [
    'list --state missing',
    'list --label region=us-east --all --json',
    'pause store-0412-till-3',
  ])
  addHostList(hosts, io)
  addGet(hosts, io, 'host', (client, id) => client.hosts.get(id))
  addTimeline(hosts, io)
  addHostChanges(hosts, io)
  addHostActs(hosts, io)
}

function addHostList(hosts: Command, io: Io): void {
  addList(hosts, 'list hosts')
    .addOption(new Option('--state <state>', 'in this state').choices(HOST_STATES))
    .option('--site <site>', 'at this site')
    .option('--label <name=value>', 'with this label; may be repeated', addPair)
    .option('--search <text>', 'whose id contains this text')
    .addOption(new Option('--sort <by>', 'order').choices(['hostId', 'since', '-since']))
    .action(async (options: Filter) => {
      const client = await openClient(io)
      const { state, site, search: q, sort } = options
      const labels = Object.entries(options.label ?? {}).map(([name, value]) => [
        `label.${name}`,
        value,
      ])
      const filters = { state, site, q, sort, ...Object.fromEntries(labels) }
      const fetchPage = client.hosts.list
      await printList(io, options, {
        client,
        fetchPage,
        filters,
        columns: COLUMNS,
        things: 'hosts',
      })
    })
}

function addHostActs(hosts: Command, io: Io): void {
  addAct(hosts, io, {
    verb: 'pause',
    summary: 'stop watching hosts for a while',
    done: 'paused',
    argument: 'host',
    run: (client, id) => client.hosts.pause(id),
  })
  addAct(hosts, io, {
    verb: 'resume',
    summary: 'watch paused or retired hosts again',
    done: 'resumed; it has one full timeout from now',
    argument: 'host',
    run: (client, id) => client.hosts.resume(id),
  })
  addAct(hosts, io, {
    verb: 'retire',
    summary: 'stop watching hosts for good, and keep their history',
    done: 'retired',
    argument: 'host',
    run: (client, id) => client.hosts.retire(id),
  })
  const warning = 'If it sends another heartbeat, it registers anew.'
  addDestructiveAct(
    hosts,
    io,
    {
      verb: 'delete',
      summary: 'remove hosts',
      done: 'deleted',
      argument: 'host',
      run: async (client, id) => void (await client.hosts.remove(id)),
    },
    warning,
  )
}

function addTimeline(hosts: Command, io: Io): void {
  hosts
    .command('timeline')
    .description('show when a host was missing')
    .argument('<host>')
    .option('--json', "print the API's JSON")
    .action(async (id: string, options: JsonOption) => {
      const client = await openClient(io)
      printResource(io, options, await client.hosts.timeline(id))
    })
}
