import { type Command, InvalidArgumentError } from 'commander'
import { createClient } from '../../contract/client.ts'
import { formatDuration } from '../../contract/duration.ts'
import { boundedFetch } from '../connect/bounded-fetch.ts'
import { requireBeat } from '../connect/require-beat.ts'
import { readSettings, requireKey } from '../connect/settings.ts'
import { EXIT } from '../exit-codes.ts'
import { Failure } from '../failure.ts'
import { duration, share, wholeNumber } from '../options.ts'
import { confirm } from '../terminal/confirm.ts'
import type { Io } from '../terminal/io.ts'
import { ProgressBar } from '../terminal/progress-bar.ts'
import { safeJson } from '../terminal/safe-json.ts'
import { loadReport, reportLines } from './load-report.ts'
import { openLoadSender } from './load-sender.ts'
import { type Plan, slotsTotal } from './plan.ts'
import { runLoad } from './run-load.ts'

const DAY_MS = 86_400_000
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

interface Options {
  readonly hosts: number
  readonly interval: number
  readonly grace?: number
  readonly duration?: number
  readonly kill: number
  readonly connections: number
  readonly batch: number
  readonly siteSize: number
  readonly prefix: string
  readonly yes?: true
  readonly json?: true
}

const EXAMPLES = `Examples:
  $ flatline simulate --hosts 1000 --interval 10s
  $ flatline simulate --hosts 100000 --interval 60s --kill 5% --duration 10m
  $ flatline simulate --hosts 1000000 --interval 60s --batch 100

Heartbeats are spread evenly over the interval. It ends by itself, or on Ctrl-C, with a report.
`

export function addSimulate(program: Command, io: Io): void {
  program
    .command('simulate')
    .summary('drive a server with simulated computers')
    .description('Drives the server at FLATLINE_URL with simulated computers.')
    .addHelpText('before', EXAMPLES)
    .requiredOption('--hosts <n>', 'how many', wholeNumber(1, 10_000_000))
    .option('--interval <duration>', 'between heartbeats', duration(1_000, DAY_MS), 60_000)
    .option('--grace <duration>', 'extra time; interval + 15 s', duration(0, DAY_MS))
    .option('--duration <duration>', 'three intervals unless given', duration(100, 7 * DAY_MS))
    .option('--kill <share>', 'this share falls silent half-way', share, 0)
    .option('--connections <n>', 'at most n requests at once', wholeNumber(1, 1_000), 50)
    .option('--batch <n>', 'heartbeats per request, like a site relay', wholeNumber(1, 1_000), 1)
    .option('--site-size <n>', 'hosts per site', wholeNumber(1, 1_000_000), 10)
    .option('--prefix <text>', 'of host ids and sites', prefix, 'sim')
    .option('--yes', 'do not ask, though the server is not on this computer')
    .option('--json', 'print the report as JSON')
    .action((options: Options) => simulate(io, options))
}

async function simulate(io: Io, options: Options): Promise<void> {
  const settings = await readSettings(io)
  const key = requireKey(settings)
  const plan = planFrom(options)
  if (!LOOPBACK.test(new URL(settings.url).hostname)) {
    const question = `Register ${plan.hosts} simulated hosts at ${settings.url}?`
    await confirm(io, question, options.yes === true)
  }
  const fetch = boundedFetch(io.fetch, io.stop)
  await requireBeat(createClient({ baseUrl: settings.url, key, fetch }))
  io.stopGently()
  const report = await drive(io, plan, settings.url, key)
  if (options.json) io.stdout.write(`${safeJson(report, 2)}\n`)
  else for (const line of reportLines(report)) io.stdout.write(`${line}\n`)
  io.stderr.write(
    'The simulated hosts are silent now and will go missing. To hear nothing of it:\n' +
      '  flatline silences create --match simulated=true --for 1h --reason simulation\n',
  )
  if ((report.behindMs.p99 ?? 0) > plan.intervalMs / 2) {
    io.stderr.write('The pace was not kept: try --batch, more --connections or fewer --hosts.\n')
  }
  if (report.accepted < report.sent || report.requestsNotSent > 0) {
    if (io.stop.aborted && report.accepted === report.sent) return
    const hint = 'see the answers above; with slots behind, try --batch or more --connections'
    throw new Failure(EXIT.failed, 'Not every heartbeat was accepted.', hint)
  }
}

async function drive(io: Io, plan: Plan, url: string, key: string) {
  const sender = openLoadSender(url, key, plan.connections)
  const bar = new ProgressBar(io)
  const total = slotsTotal(plan)
  const words = `${plan.hosts} hosts for ${formatDuration(plan.durationMs)}`
  try {
    const totals = await runLoad(io, plan, sender, (now, slotsSent) => {
      const p99 = now.latency.percentileMs(0.99).toFixed(1)
      bar.show(slotsSent / total, `${words}, ${now.accepted} accepted, p99 ${p99} ms`)
    })
    return loadReport(plan, totals)
  } finally {
    bar.clear()
    sender.close()
  }
}

function planFrom(options: Options): Plan {
  return {
    hosts: options.hosts,
    intervalMs: options.interval,
    graceMs: options.grace,
    durationMs: options.duration ?? 3 * options.interval,
    batchItems: options.batch,
    siteHosts: options.siteSize,
    connections: options.connections,
    killedHosts: Math.floor(options.hosts * options.kill),
    prefix: options.prefix,
  }
}

function prefix(text: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,29}$/.test(text)) return text
  throw new InvalidArgumentError('It must be 1-30 letters, digits and . _ -')
}
