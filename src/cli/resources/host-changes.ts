import type { Command } from 'commander'
import type { HostPatch } from '../../contract/host-patch.ts'
import { openClient } from '../connect/open-client.ts'
import { EXIT } from '../exit-codes.ts'
import { Failure } from '../failure.ts'
import { addPair, duration } from '../options.ts'
import type { Io } from '../terminal/io.ts'
import { type JsonOption, printResource } from './print-resource.ts'

const DAYS_30_MS = 30 * 86_400_000

interface Changes extends JsonOption {
  /** False: `--no-site`. */
  readonly site?: string | false
  readonly label?: Readonly<Record<string, string>>
  readonly interval?: number
  readonly grace?: number
  readonly defaultTiming?: true
}

export function addHostChanges(hosts: Command, io: Io): void {
  withFields(hosts.command('create').description('announce a host before it is heard'))
    .argument('<host>')
    .option('--site <site>', 'where it stands')
    .action(async (hostId: string, options: Changes) => {
      const { site, ...fields } = fieldsOf(options)
      const client = await openClient(io)
      const created = await client.hosts.create({
        hostId,
        ...fields,
        ...(typeof site === 'string' ? { site } : {}),
      })
      printResource(io, options, created)
    })
  withFields(hosts.command('edit').description('change a host; what is not named stays'))
    .argument('<host>')
    .option('--site <site>', 'where it stands')
    .option('--no-site', 'at no site')
    .option('--default-timing', "the server's interval and grace")
    .action(async (hostId: string, options: Changes) => {
      const patch = patchOf(options)
      const client = await openClient(io)
      printResource(io, options, await client.hosts.edit(hostId, patch))
    })
  hosts
    .command('import')
    .description('announce hosts from a file with one JSON object per line, at most 1000')
    .argument('<file>')
    .option('--json', "print the API's JSON")
    .action(async (file: string, options: JsonOption) => {
      const client = await openClient(io)
      const body = await readLines(io, file)
      const headers = { 'content-type': 'application/x-ndjson' }
      const answer = await client.request('POST', '/v1/hosts', { body, headers })
      printResource(io, options, typeof answer === 'object' && answer !== null ? answer : {})
    })
}

function withFields(command: Command): Command {
  return command
    .option('--label <name=value>', 'a label; may be repeated, and replaces all', addPair)
    .option('--interval <duration>', 'between heartbeats', duration(1_000, DAYS_30_MS))
    .option('--grace <duration>', 'extra time', duration(0, DAYS_30_MS))
    .option('--json', "print the API's JSON")
}

function fieldsOf({ site, label, interval, grace }: Changes) {
  return {
    ...(site === undefined ? {} : { site: site === false ? null : site }),
    ...(label === undefined ? {} : { labels: label }),
    ...(interval === undefined ? {} : { intervalMs: interval }),
    ...(grace === undefined ? {} : { graceMs: grace }),
  }
}

function patchOf(options: Changes): HostPatch {
  const fields = fieldsOf(options)
  const patch = options.defaultTiming ? { ...fields, interval: null } : fields
  if (Object.keys(patch).length > 0) return patch
  throw new Failure(
    EXIT.wrongUsage,
    'Nothing to change was named.',
    'name what shall change, for example --interval 5m',
  )
}

function readLines(io: Io, file: string): Promise<string> {
  return io.computer.readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new Failure(
      EXIT.failed,
      `The file cannot be read (${error.code ?? error.message}).`,
      'check its path and size; at most 1 MB',
    )
  })
}
