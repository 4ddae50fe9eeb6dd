import { type Finding, fault, warning } from './finding.ts'

const CALLS_US = /\/v1\/hear?t?beat|\bflatline(\.js)?\s+beat\b/
const UNESCAPED_PERCENT = /(?<!\\)%/
const ASSIGNMENT = /^\s*([A-Za-z_]\w*)\s*=/

/** The lines of a crontab that send heartbeats, without comments. */
export function heartbeatLines(crontab: string): string[] {
  return crontab.split('\n').filter((line) => !/^\s*#/.test(line) && CALLS_US.test(line))
}

/** What cron and its shell would make of the lines that send heartbeats (crontab(5), dash(1)). */
export function judgeCrontab(crontab: string, where: string): Finding[] {
  const names = new Set(crontab.split('\n').flatMap((line) => ASSIGNMENT.exec(line)?.[1] ?? []))
  const isBash = /^\s*SHELL\s*=\s*["']?\S*\/(bash|zsh)\b/m.test(crontab)
  return heartbeatLines(crontab).flatMap((line) => judgeLine(line, where, names, isBash))
}

function judgeLine(
  line: string,
  where: string,
  names: ReadonlySet<string>,
  isBash: boolean,
): Finding[] {
  const findings: Finding[] = []
  const isEmpty = (name: string): boolean => !isBash && !names.has(name) && uses(line, name)
  if (UNESCAPED_PERCENT.test(line)) {
    const what = `A line in ${where} holds a bare %, which cron turns into a line break.`
    findings.push(
      fault(what, String.raw`write \% instead, or take the line of: flatline install cron`),
    )
  }
  if (isEmpty('HOSTNAME')) {
    const what = `A line in ${where} uses $HOSTNAME, which is empty under cron.`
    findings.push(fault(what, 'write $(hostname) instead'))
  }
  if (isEmpty('RANDOM')) {
    const what = `A line in ${where} uses $RANDOM, which is empty under cron.`
    findings.push(warning(what, 'take the line of: flatline install cron'))
  }
  if (/\bcurl\b/.test(line) && !/\s(-m|--max-time)\b|\s-[A-Za-z]*m\s/.test(line)) {
    const what = `A line in ${where} runs curl without a time limit.`
    findings.push(warning(what, 'add -m 10, so that hanging requests do not pile up'))
  }
  return findings
}

function uses(line: string, name: string): boolean {
  return new RegExp(`\\$(${name}\\b|\\{${name}\\b)`).test(line)
}
