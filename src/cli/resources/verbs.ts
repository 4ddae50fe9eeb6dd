import type { Command } from 'commander'
import type { Client } from '../../contract/client.ts'
import { openClient } from '../connect/open-client.ts'
import { EXIT } from '../exit-codes.ts'
import { Failure } from '../failure.ts'
import { wholeNumber } from '../options.ts'
import { confirm } from '../terminal/confirm.ts'
import type { Io } from '../terminal/io.ts'
import { inert } from '../terminal/plain-text.ts'
import { type JsonOption, printDone, printResource } from './print-resource.ts'

/** The command of one resource; help opens with the examples. */
export function addResource(
  program: Command,
  name: string,
  summary: string,
  examples: readonly string[],
): Command {
  const lines = examples.map((example) => `  $ flatline ${name} ${example}\n`).join('')
  return program
    .command(name)
    .summary(summary)
    .description(`${summary[0]?.toUpperCase()}${summary.slice(1)}.`)
    .addHelpText('before', `Examples:\n${lines}`)
}

/** `list`, with the options that all lists have. */
export function addList(resource: Command, summary: string): Command {
  return addListOptions(resource.command('list').description(summary))
}

export function addListOptions(command: Command): Command {
  return command
    .option('--limit <n>', 'show at most n, up to 1000', wholeNumber(1, 1_000))
    .option('--all', 'show all, page by page')
    .option('--json', "print the API's JSON; with --all one item per line")
}

/** `get <id>`: one resource in full. */
export function addGet<T extends object>(
  resource: Command,
  io: Io,
  argument: string,
  get: (client: Client, id: string) => Promise<T>,
  linesOf?: (resource: T, now: number) => string[],
): void {
  resource
    .command('get')
    .description('show one in full')
    .argument(`<${argument}>`)
    .option('--json', "print the API's JSON")
    .action(async (id: string, options: JsonOption) => {
      printResource(io, options, await get(await openClient(io), id), linesOf)
    })
}

export interface Act {
  readonly verb: string
  readonly summary: string
  /** The word for what happened: "paused". */
  readonly done: string
  readonly argument: string
  readonly run: (client: Client, id: string) => Promise<object | undefined>
}

const IDS_MAX = 1_000

/** A verb for one or more ids; it ends at the first that is refused. */
export function addAct(resource: Command, io: Io, act: Act): void {
  resource
    .command(act.verb)
    .description(act.summary)
    .argument(`<${act.argument}...>`)
    .option('--json', "print the API's JSON")
    .action(async (ids: readonly string[], options: JsonOption) => {
      await actOnEach(io, act, checkIds(ids), options)
    })
}

/** Like `addAct`, for what cannot be undone. `warning` completes "Delete till-1? …". */
export function addDestructiveAct(resource: Command, io: Io, act: Act, warning: string): void {
  resource
    .command(act.verb)
    .description(act.summary)
    .argument(`<${act.argument}...>`)
    .option('--yes', 'do not ask')
    .option('--json', "print the API's JSON")
    .action(async (ids: readonly string[], options: JsonOption & { yes?: true }) => {
      const named = checkIds(ids).slice(0, 5).map(inert).join(', ')
      const more = ids.length > 5 ? ` and ${ids.length - 5} more` : ''
      const verb = `${act.verb[0]?.toUpperCase()}${act.verb.slice(1)}`
      await confirm(io, `${verb} ${named}${more}? ${warning}`, options.yes === true)
      await actOnEach(io, act, ids, options)
    })
}

async function actOnEach(
  io: Io,
  act: Act,
  ids: readonly string[],
  options: JsonOption,
): Promise<void> {
  const client = await openClient(io)
  for (const id of ids) {
    printDone(io, options, `${inert(id)}: ${act.done}`, await act.run(client, id))
  }
}

function checkIds(ids: readonly string[]): readonly string[] {
  if (ids.length > IDS_MAX) {
    throw new Failure(EXIT.wrongUsage, `Those are more than ${IDS_MAX}.`, 'use several commands')
  }
  if (ids.includes('')) {
    throw new Failure(EXIT.wrongUsage, 'One of the ids is empty.', 'is a shell variable unset?')
  }
  return ids
}
