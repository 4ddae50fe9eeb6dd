import type { Command } from 'commander'
import { boundedFetch } from '../connect/bounded-fetch.ts'
import { readSettings } from '../connect/settings.ts'
import { toFailure } from '../connect/to-failure.ts'
import { EXIT } from '../exit-codes.ts'
import { Failure } from '../failure.ts'
import type { Io } from '../terminal/io.ts'
import { paintFor } from '../terminal/paint.ts'
import { inert } from '../terminal/plain-text.ts'
import { safeJson } from '../terminal/safe-json.ts'
import { examineCertificate } from './examine-certificate.ts'
import { examineComputer } from './examine-computer.ts'
import { examineKey } from './examine-key.ts'
import { examineServer } from './examine-server.ts'
import { type Finding, fault } from './finding.ts'

const EXAMPLES = `Examples:
  $ flatline doctor
  $ FLATLINE_URL=https://flatline.example.com FLATLINE_KEY=fl_… flatline doctor

Run it on a computer whose heartbeats do not arrive, as the user whose crontab sends them. It
changes nothing. Exit code 1 when something is wrong.
`

export function addDoctor(program: Command, io: Io): void {
  program
    .command('doctor')
    .summary('find out why heartbeats do not arrive')
    .description('Looks at URL, certificate, clock, key, this computer and its cron.')
    .addHelpText('before', EXAMPLES)
    .option('--json', 'print the findings as JSON')
    .action(async ({ json }: { json?: true }) => {
      const findings = await examine(io)
      if (json) io.stdout.write(`${safeJson(findings, 2)}\n`)
      else for (const line of linesFor(io, findings)) io.stdout.write(`${line}\n`)
      const faults = findings.filter(({ level }) => level === 'fault').length
      if (faults > 0) {
        throw new Failure(
          EXIT.failed,
          `${faults} thing(s) are wrong.`,
          'the cures stand beside them',
        )
      }
    })
}

async function examine(io: Io): Promise<Finding[]> {
  return [...(await examineConnection(io)), ...(await examineComputer(io))]
}

async function examineConnection(io: Io): Promise<Finding[]> {
  const settings = await readSettings(io).catch((error: unknown) => toFailure(error))
  if (settings instanceof Failure) {
    return [fault(settings.message, settings.hint ?? 'correct the environment')]
  }
  const fetch = boundedFetch(io.fetch, io.stop)
  const server = await examineServer(io, settings, fetch)
  const certificate = await examineCertificate(settings.url, io.wallMs())
  const answers = server.every(({ level }) => level !== 'fault')
  return [...server, ...certificate, ...(answers ? await examineKey(settings, fetch) : [])]
}

function linesFor(io: Io, findings: readonly Finding[]): string[] {
  const paint = paintFor(io, io.stdout)
  const marks = {
    ok: paint.green('ok     '),
    warning: paint.yellow('warning'),
    fault: paint.red('fault  '),
  }
  return findings.flatMap((finding) => {
    const what = `${marks[finding.level]}  ${inert(finding.what)}`
    return finding.level === 'ok' ? [what] : [what, `         cure: ${inert(finding.cure)}`]
  })
}
