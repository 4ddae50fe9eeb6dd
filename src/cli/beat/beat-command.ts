import { type Command, Option } from 'commander'
import { formatDuration } from '../../contract/duration.ts'
import type { HeartbeatInput } from '../../contract/heartbeat-input.ts'
import { hostIdSchema } from '../../contract/host-id.ts'
import { openClient } from '../connect/open-client.ts'
import { EXIT } from '../exit-codes.ts'
import { Failure } from '../failure.ts'
import { addMeasure, addPair, duration } from '../options.ts'
import type { Io } from '../terminal/io.ts'
import { beatLoop } from './beat-loop.ts'
import { sendHeartbeat } from './send-heartbeat.ts'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

export interface BeatOptions {
  readonly every?: number
  readonly hostId?: string
  readonly site?: string
  readonly label?: Readonly<Record<string, string>>
  readonly indicator?: Readonly<Record<string, number>>
  readonly interval?: number
  readonly grace?: number
  readonly leaving?: number
}

const EXAMPLES = `Examples:
  $ flatline beat
  $ flatline beat --every 60s --site 0412 --label role=till
  $ flatline beat --indicator cpuTempC=61.5
  $ flatline beat --leaving 9h

Without --every it sends one heartbeat. With it, it sends one at once and then one per interval at
a fixed second that depends on the name of the host, until it is stopped by SIGTERM or Ctrl-C.
`

export function addBeat(program: Command, io: Io): void {
  program
    .command('beat')
    .summary('send heartbeats from this computer')
    .description('Sends heartbeats from this computer.')
    .addHelpText('before', EXAMPLES)
    .option('--every <duration>', 'again and again', duration(1_000, 12 * HOUR_MS))
    .option('--host-id <id>', 'name of this host; the name of this computer unless given')
    .option('--site <site>', 'where it stands')
    .option('--label <name=value>', 'a fact about it; may be repeated', addPair)
    .option('--indicator <name=number>', 'a measured value; may be repeated', addMeasure)
    .option('--interval <duration>', 'until the next; that of --every', duration(1_000, 7 * DAY_MS))
    .option('--grace <duration>', 'extra time; interval + 15 s', duration(0, 7 * DAY_MS))
    .addOption(
      new Option('--leaving <duration>', 'say that it will be gone for so long')
        .argParser(duration(1_000, 30 * DAY_MS))
        .conflicts('every'),
    )
    .action(async (options: BeatOptions) => {
      const heartbeat = heartbeatFrom(options, io.computer.hostname())
      const client = await openClient(io)
      if (options.every !== undefined) return beatLoop(io, client, heartbeat, options.every)
      const result = await sendHeartbeat(io, client, heartbeat)
      if (result.kind === 'refused') throw result.failure
      io.stderr.write(`Heartbeat of ${heartbeat.hostId} accepted.\n`)
    })
}

export function heartbeatFrom(options: BeatOptions, hostname: string): HeartbeatInput {
  const { site, label, indicator, grace, leaving } = options
  const interval = options.interval ?? options.every
  return {
    hostId: checkHostId(options.hostId ?? hostname),
    ...(site === undefined ? {} : { site }),
    ...(label === undefined ? {} : { labels: label }),
    ...(indicator === undefined ? {} : { indicators: indicator }),
    ...(interval === undefined ? {} : { interval: formatDuration(interval) }),
    ...(grace === undefined ? {} : { grace: formatDuration(grace) }),
    ...(leaving === undefined ? {} : { leaving: { for: formatDuration(leaving) } }),
  }
}

function checkHostId(hostId: string): string {
  if (hostIdSchema.safeParse(hostId).success) return hostId
  throw new Failure(
    EXIT.wrongUsage,
    'The host id is not one: it must be 1-100 letters, digits and . _ : @ -, and begin with a ' +
      'letter or digit.',
    'name the host with --host-id; is a shell variable unset?',
  )
}
