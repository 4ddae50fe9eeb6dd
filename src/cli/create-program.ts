import { Command } from 'commander'
import { addBeat } from './beat/beat-command.ts'
import { addDoctor } from './doctor/doctor-command.ts'
import { EXIT_CODES_TEXT } from './exit-codes.ts'
import { addInstall } from './install/install-command.ts'
import { addAudit } from './resources/audit.ts'
import { addDeliveries } from './resources/deliveries.ts'
import { addFleet } from './resources/fleet.ts'
import { addHosts } from './resources/hosts.ts'
import { addIncidents } from './resources/incidents.ts'
import { addKeys } from './resources/keys.ts'
import { addSilences } from './resources/silences.ts'
import { addSites } from './resources/sites.ts'
import { addSubscriptions } from './resources/subscriptions.ts'
import { addServeHelp } from './serve-help.ts'
import { addSimulate } from './simulate/simulate-command.ts'
import type { Io } from './terminal/io.ts'
import { paintFor } from './terminal/paint.ts'

const EXAMPLES = `Examples:
  $ flatline                                   run the server
  $ flatline beat                              send a heartbeat from this computer
  $ flatline install cron                      print the line that makes a computer send them
  $ flatline hosts list --state missing        who is silent?
  $ flatline doctor                            what is wrong with this computer's heartbeats?
`

const ENVIRONMENT = `
Environment:
  FLATLINE_URL       where the server is (http://localhost:8080)
  FLATLINE_KEY       an API key; it is never taken as a flag, because other users of a computer
                     can see flags
  FLATLINE_KEY_FILE  a file that holds the key
  NO_COLOR           no colours

`

/** All commands; nothing runs before it is parsed. */
export function createProgram(io: Io, version: string): Command {
  const program = new Command('flatline')
  program
    .description('Flatline tells you when computers disappear.')
    .version(version, '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show this help')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      getOutHelpWidth: () => helpWidth(io.stdout.columns),
      getErrHelpWidth: () => helpWidth(io.stderr.columns),
      getOutHasColors: () => paintFor(io, io.stdout).isColorSupported,
      getErrHasColors: () => paintFor(io, io.stderr).isColorSupported,
      outputError: (text, write) => write(paintFor(io, io.stderr).red(text)),
    })
    .showHelpAfterError('Run it with --help to see what it takes.')
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', `${ENVIRONMENT}${EXIT_CODES_TEXT}`)
  program.commandsGroup('Running:')
  addServeHelp(program)
  addSimulate(program, io)
  program.commandsGroup('On each computer:')
  addBeat(program, io)
  addInstall(program, io)
  addDoctor(program, io)
  program.commandsGroup('Looking and managing:')
  addFleet(program, io)
  addHosts(program, io)
  addSites(program, io)
  addIncidents(program, io)
  addSilences(program, io)
  addSubscriptions(program, io)
  addDeliveries(program, io)
  addKeys(program, io)
  addAudit(program, io)
  program.commandsGroup('Help:')
  program.helpCommand('help [command]', 'show what a command takes')
  program
    .command('exit-codes')
    .description('show what the exit codes mean')
    .addHelpText('after', `\n${EXIT_CODES_TEXT}`)
    .action(() => io.stdout.write(EXIT_CODES_TEXT))
  return program
}

function helpWidth(columns: number): number {
  return Number.isFinite(columns) ? Math.max(40, Math.min(columns, 100)) : 80
}
