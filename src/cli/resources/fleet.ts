import type { Command } from 'commander'
import { openClient } from '../connect/open-client.ts'
import type { Io } from '../terminal/io.ts'
import { type JsonOption, printResource } from './print-resource.ts'
import { addResource } from './verbs.ts'

export function addFleet(program: Command, io: Io): void {
  const fleet = addResource(program, 'fleet', 'show the whole fleet at a glance', [
    'get',
    'get --json',
  ])
  fleet
    .command('get', { isDefault: true })
    .description('show counts, open incidents and since when the server has been listening')
    .option('--json', "print the API's JSON")
    .action(async (options: JsonOption) => {
      const client = await openClient(io)
      printResource(io, options, await client.fleet.get())
    })
}
