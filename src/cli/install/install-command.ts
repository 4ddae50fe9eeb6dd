import { Argument, type Command } from 'commander'
import { cronLine } from '../../contract/install/cron.ts'
import { launchdPlist } from '../../contract/install/launchd.ts'
import { systemdScript } from '../../contract/install/systemd.ts'
import type { Installation, InstallTarget } from '../../contract/install/target.ts'
import { windowsLine } from '../../contract/install/windows.ts'
import { readSettings, type Settings } from '../connect/settings.ts'
import { EXIT } from '../exit-codes.ts'
import { Failure } from '../failure.ts'
import type { Io } from '../terminal/io.ts'
import { tryKey } from './try-key.ts'

const WRITERS: Readonly<Record<string, (target: InstallTarget) => Installation>> = {
  cron: cronLine,
  systemd: systemdScript,
  windows: windowsLine,
  launchd: launchdPlist,
}

/** What may stand inside shell, systemd, PowerShell and XML quotes without a meaning of its own. */
const SAFE_KEY = /^[A-Za-z0-9_]+$/
const SAFE_URL = /^https?:\/\/[A-Za-z0-9./:_~[\]-]+$/

const EXAMPLES = `Examples:
  $ flatline install cron
  $ flatline install systemd | sudo sh
  $ flatline install windows > heartbeat.cmd

The URL is FLATLINE_URL, the key FLATLINE_KEY: a key with the scope beat and no other, because it
stands on every computer. The server is asked what the key may do before anything is printed.
`

export function addInstall(program: Command, io: Io): void {
  program
    .command('install')
    .summary('print the line or unit that makes a computer send heartbeats')
    .description('Prints the ready line or unit that makes a computer send a heartbeat a minute.')
    .addArgument(new Argument('<for>', 'what starts it').choices(Object.keys(WRITERS)))
    .addHelpText('before', EXAMPLES)
    .action(async (kind: string) => {
      const settings = await readSettings(io)
      const { text, steps } = writeFor(kind, settings)
      const notes = await tryKey(io, settings)
      io.stdout.write(text)
      for (const line of [...steps, ...notes, ...notesOn(settings)]) io.stderr.write(`${line}\n`)
    })
}

function writeFor(kind: string, settings: Settings): Installation {
  const key = settings.key ?? 'KEY'
  if (!SAFE_KEY.test(key)) {
    throw new Failure(
      EXIT.badConfiguration,
      'The API key has characters that keys do not have.',
      'set FLATLINE_KEY to the key as the server printed it: fl_…',
    )
  }
  if (!SAFE_URL.test(settings.url)) {
    throw new Failure(
      EXIT.badConfiguration,
      'FLATLINE_URL has characters that a shell would read in its own way.',
      'use letters, digits and . / : _ ~ - only',
    )
  }
  const write = WRITERS[kind]
  if (write === undefined) throw new Failure(EXIT.wrongUsage, `Unknown: ${kind}.`)
  return write({ url: settings.url, key })
}

function notesOn({ key, url, urlIsDefault }: Settings): string[] {
  const notes: string[] = []
  if (key === undefined) {
    notes.push('Note: FLATLINE_KEY is not set. Replace the word KEY by a key with the scope beat:')
    notes.push('  flatline keys create --name tills --scope beat')
  }
  if (urlIsDefault) {
    notes.push(`Note: FLATLINE_URL is not set. ${url} works on the server itself only.`)
  } else if (url.startsWith('http://')) {
    notes.push('Note: the key travels unencrypted over http://. Use https:// outside a test.')
  }
  return notes
}
