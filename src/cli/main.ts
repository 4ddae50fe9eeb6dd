import { readFile } from 'node:fs/promises'
import { CommanderError } from 'commander'
import { toFailure } from './connect/to-failure.ts'
import { createProgram } from './create-program.ts'
import { EXIT } from './exit-codes.ts'
import { Failure } from './failure.ts'
import { processIo } from './process-io.ts'
import type { Io } from './terminal/io.ts'
import { paintFor } from './terminal/paint.ts'
import { inert } from './terminal/plain-text.ts'

const PACKAGE = new URL('../../package.json', import.meta.url)

/**
 * Runs one command; `argv` without the program's name. Resolves with the exit code and never
 * rejects. The caller sets `process.exitCode`, so that what was written still goes out.
 */
export async function main(argv: readonly string[], io: Io = processIo()): Promise<number> {
  try {
    refuseSecrets(argv)
    await createProgram(io, await readVersion()).parseAsync([...withHelp(argv)], { from: 'user' })
    return EXIT.ok
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.wrongUsage
    return report(io, toFailure(error))
  }
}

/** A key in a flag can be read by every user of the computer, and stays in the shell's history. */
function refuseSecrets(argv: readonly string[]): void {
  const flags = argv.slice(0, argv.includes('--') ? argv.indexOf('--') : argv.length)
  if (!flags.some((flag) => /^--(api-?key|key|token|password|secret)(=|$)/i.test(flag))) return
  throw new Failure(
    EXIT.wrongUsage,
    'Keys are not taken as flags: every user of a computer can see the flags of its programs.',
    'export FLATLINE_KEY=…, or name a file that holds the key: FLATLINE_KEY_FILE=…',
  )
}

function withHelp(argv: readonly string[]): readonly string[] {
  return argv.length === 0 ? ['--help'] : argv
}

async function readVersion(): Promise<string> {
  const content: unknown = JSON.parse(await readFile(PACKAGE, 'utf8'))
  const known = typeof content === 'object' && content !== null && 'version' in content
  return known ? String(content.version) : 'unknown'
}

function report(io: Io, { exitCode, message, hint }: Failure): number {
  const paint = paintFor(io, io.stderr)
  const [first = '', ...rest] = message.split('\n').map(inert)
  io.stderr.write(`${paint.red('error:')} ${first}\n`)
  for (const line of rest) io.stderr.write(`  ${line}\n`)
  if (hint !== undefined) io.stderr.write(`${paint.dim('hint:')} ${inert(hint)}\n`)
  return exitCode
}
