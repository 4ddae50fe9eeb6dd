import { type Command, Option } from 'commander'
import { type Key, SCOPES } from '../../contract/key.ts'
import type { KeySecret } from '../../contract/key-secret.ts'
import { openClient } from '../connect/open-client.ts'
import { addPair, duration, instant, wholeNumber } from '../options.ts'
import { confirm } from '../terminal/confirm.ts'
import type { Io } from '../terminal/io.ts'
import { inert } from '../terminal/plain-text.ts'
import { agoCell, pairsCell } from './cells.ts'
import { type Column, type ListOptions, printList } from './print-list.ts'
import { type JsonOption, printResource } from './print-resource.ts'
import { addDestructiveAct, addList, addResource } from './verbs.ts'

const OVERLAP_MAX_MS = 30 * 86_400_000

const COLUMNS: readonly Column<Key>[] = [
  { title: 'key', cell: (key) => key.id },
  { title: 'name', cell: (key) => key.name },
  { title: 'scopes', cell: (key) => key.scopes.join(',') },
  { title: 'hosts', cell: (key) => key.hostPattern },
  { title: 'labels', cell: (key) => pairsCell(key.labels) },
  { title: 'created', cell: (key, view) => agoCell(key.createdAt, view) },
  { title: 'expires', cell: (key, view) => agoCell(key.expiresAt, view) },
]

type Scope = (typeof SCOPES)[number]

interface Wish extends JsonOption {
  readonly name: string
  readonly scope: readonly Scope[]
  readonly hostPattern?: string
  readonly label?: Readonly<Record<string, string>>
  readonly hostsMax?: number
  readonly expires?: string
}

export function addKeys(program: Command, io: Io): void {
  const keys = addResource(program, 'keys', 'make, rotate and revoke API keys', [
    'create --name tills --scope beat --host-pattern "store-*"',
    'rotate KEY-ID --overlap 1d',
    'revoke KEY-ID',
  ])
  addList(keys, 'list keys, without their secrets').action(async (options: ListOptions) => {
    const client = await openClient(io)
    const fetchPage = client.keys.list
    await printList(io, options, {
      client,
      fetchPage,
      filters: {},
      columns: COLUMNS,
      things: 'keys',
    })
  })
  addCreate(keys, io)
  addRotate(keys, io)
  addDestructiveAct(
    keys,
    io,
    {
      verb: 'revoke',
      summary: 'make keys invalid at once',
      done: 'revoked',
      argument: 'key-id',
      run: async (client, id) => void (await client.keys.revoke(id)),
    },
    'Every computer that uses it will be refused.',
  )
}

function addCreate(keys: Command, io: Io): void {
  keys
    .command('create')
    .description('make a key; it is printed once, alone, on standard output')
    .requiredOption('--name <name>', 'for people')
    .addOption(
      new Option('--scope <scope...>', 'what it may do').choices(SCOPES).makeOptionMandatory(),
    )
    .option('--host-pattern <pattern>', 'hosts that it may speak for, such as store-0412-*')
    .option('--label <name=value>', 'stamped on each of its hosts; may be repeated', addPair)
    .option('--hosts-max <n>', 'how many hosts it may register', wholeNumber(0, 10_000_000))
    .option('--expires <time>', 'invalid from then on', instant)
    .option('--json', "print the API's JSON")
    .action(async (wish: Wish) => {
      const client = await openClient(io)
      const { name, scope, hostPattern, label, hostsMax, expires } = wish
      const created = await client.keys.create({
        name,
        scopes: [...new Set(scope)],
        ...(hostPattern === undefined ? {} : { hostPattern }),
        ...(label === undefined ? {} : { labels: label }),
        ...(hostsMax === undefined ? {} : { hostsMax }),
        ...(expires === undefined ? {} : { expiresAt: expires }),
      })
      printSecret(io, wish, created)
    })
}

function addRotate(keys: Command, io: Io): void {
  keys
    .command('rotate')
    .description('give a key a new secret; it is printed once, alone, on standard output')
    .argument('<key-id>')
    .option('--overlap <duration>', 'how long the old one works too', duration(0, OVERLAP_MAX_MS))
    .option('--yes', 'do not ask')
    .option('--json', "print the API's JSON")
    .action(async (id: string, options: JsonOption & { overlap?: number; yes?: true }) => {
      const overlapMs = options.overlap ?? 0
      if (overlapMs === 0) {
        const question = `Rotate ${inert(id)}? Without --overlap the old secret ends at once.`
        await confirm(io, question, options.yes === true)
      }
      const client = await openClient(io)
      printSecret(io, options, await client.keys.rotate(id, { overlapMs }))
    })
}

/** The key alone on stdout, so that `KEY=$(flatline keys create …)` works. */
function printSecret(io: Io, options: JsonOption, { key, ...rest }: KeySecret): void {
  if (options.json) {
    printResource(io, options, { ...rest, key })
    return
  }
  const about = `${inert(rest.name)} (${rest.id}), scopes ${rest.scopes.join(', ')}`
  io.stderr.write(`Key for ${about}. It is shown this once:\n`)
  io.stdout.write(`${inert(key ?? '')}\n`)
}
