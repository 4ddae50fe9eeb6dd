import { type Command, Option } from 'commander'
import type { Incident } from '../../contract/incident.ts'
import { openClient } from '../connect/open-client.ts'
import type { Io } from '../terminal/io.ts'
import { agoCell, stateCell } from './cells.ts'
import { type Column, type ListOptions, printList } from './print-list.ts'
import { addAct, addGet, addList, addResource } from './verbs.ts'

const COLUMNS: readonly Column<Incident>[] = [
  { title: 'incident', cell: (incident) => incident.id },
  { title: 'state', cell: (incident, view) => stateCell(incident.state, view) },
  { title: 'host', cell: (incident) => incident.hostId },
  { title: 'site', cell: (incident) => incident.site ?? '-' },
  { title: 'opened', cell: (incident, view) => agoCell(incident.openedAt, view) },
  { title: 'resolved', cell: (incident, view) => agoCell(incident.resolvedAt, view) },
  { title: 'acknowledged by', cell: (incident) => incident.acknowledgedBy ?? '-' },
]

interface Filter extends ListOptions {
  readonly state?: string
  readonly site?: string
  readonly host?: string
}

export function addIncidents(program: Command, io: Io): void {
  const incidents = addResource(program, 'incidents', 'show who went missing, and acknowledge it', [
    'list --state open',
    'get store-0412-till-3~1',
    'acknowledge store-0412-till-3~1',
  ])
  addList(incidents, 'list incidents, newest first')
    .addOption(new Option('--state <state>', 'in this state').choices(['open', 'resolved']))
    .option('--site <site>', 'at this site')
    .option('--host <host>', 'of this host')
    .action(async ({ state, site, host: hostId, ...options }: Filter) => {
      const client = await openClient(io)
      await printList(io, options, {
        client,
        fetchPage: client.incidents.list,
        filters: { state, site, hostId },
        columns: COLUMNS,
        things: 'incidents',
      })
    })
  addGet(incidents, io, 'incident', (client, id) => client.incidents.get(id))
  addAct(incidents, io, {
    verb: 'acknowledge',
    summary: 'tell the others that someone is on it',
    done: 'acknowledged',
    argument: 'incident',
    run: (client, id) => client.incidents.acknowledge(id),
  })
}
