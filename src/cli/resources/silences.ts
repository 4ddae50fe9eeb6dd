import { type Command, Option } from 'commander'
import type { Silence } from '../../contract/silence.ts'
import { openClient } from '../connect/open-client.ts'
import { EXIT } from '../exit-codes.ts'
import { Failure } from '../failure.ts'
import { addPattern, duration, instant } from '../options.ts'
import type { Io } from '../terminal/io.ts'
import { agoCell, matchCell } from './cells.ts'
import { type Column, type ListOptions, printList } from './print-list.ts'
import { type JsonOption, printResource } from './print-resource.ts'
import { addDestructiveAct, addList, addResource } from './verbs.ts'

const YEAR_MS = 366 * 86_400_000

const COLUMNS: readonly Column<Silence>[] = [
  { title: 'silence', cell: (silence) => silence.id },
  { title: 'hosts', cell: (silence) => matchCell(silence.match) },
  { title: 'from', cell: (silence, view) => agoCell(silence.from, view) },
  { title: 'to', cell: (silence, view) => agoCell(silence.to, view) },
  { title: 'reason', cell: (silence) => silence.reason },
  { title: 'by', cell: (silence) => silence.createdBy },
]

interface Wish extends JsonOption {
  readonly match?: Readonly<Record<string, readonly string[]>>
  readonly allHosts?: true
  readonly for?: number
  readonly from?: string
  readonly to?: string
  readonly reason: string
}

export function addSilences(program: Command, io: Io): void {
  const silences = addResource(program, 'silences', 'send nothing about some hosts for a while', [
    'create --match site=0412 --for 2h --reason "new tills"',
    'list',
    'delete SILENCE',
  ])
  addList(silences, 'list silences').action(async (options: ListOptions) => {
    const client = await openClient(io)
    const fetchPage = client.silences.list
    const things = 'silences'
    await printList(io, options, { client, fetchPage, filters: {}, columns: COLUMNS, things })
  })
  addCreate(silences, io)
  addDestructiveAct(
    silences,
    io,
    {
      verb: 'delete',
      summary: 'end silences',
      done: 'ended',
      argument: 'silence',
      run: async (client, id) => void (await client.silences.remove(id)),
    },
    'What it held back is sent at once.',
  )
}

function addCreate(silences: Command, io: Io): void {
  silences
    .command('create')
    .description('send nothing about some hosts; states are still tracked')
    .option(
      '--match <name=pattern>',
      'hosts, by hostId, site or label; may be repeated',
      addPattern,
    )
    .addOption(new Option('--all-hosts', 'the whole fleet').conflicts('match'))
    .option('--for <duration>', 'how long, from its beginning', duration(1_000, YEAR_MS))
    .addOption(new Option('--to <time>', 'until then').argParser(instant).conflicts('for'))
    .addOption(new Option('--from <time>', 'from then on; now unless given').argParser(instant))
    .requiredOption('--reason <text>', 'for the others to read')
    .option('--json', "print the API's JSON")
    .action(async (wish: Wish) => {
      const { from, reason } = wish
      const to = endOf(wish, io.wallMs())
      const match = matchOf(wish)
      const client = await openClient(io)
      const span = from === undefined ? { to } : { from, to }
      printResource(io, wish, await client.silences.create({ match, reason, ...span }))
    })
}

function endOf({ from, to, for: lengthMs }: Wish, now: number): string {
  if (to !== undefined) return to
  if (lengthMs === undefined) {
    throw new Failure(EXIT.wrongUsage, 'The silence has no end.', 'add --for 2h or --to TIME')
  }
  return new Date((from === undefined ? now : Date.parse(from)) + lengthMs).toISOString()
}

function matchOf({ match, allHosts }: Wish): Record<string, string[]> {
  if (match === undefined && !allHosts) {
    const hint = 'add --match site=0412, or --all-hosts for the whole fleet'
    throw new Failure(EXIT.wrongUsage, 'No hosts are named.', hint)
  }
  return Object.fromEntries(
    Object.entries(match ?? {}).map(([name, patterns]) => [name, [...patterns]]),
  )
}
