import type { Host } from '../../../contract/host.ts'

const NAMES = [
  'hostId',
  'state',
  'since',
  'site',
  'lastHeartbeatAt',
  'intervalMs',
  'graceMs',
  'deadlineAt',
  'labels',
] as const

/** RFC 4180; the first line names the columns. */
export function csvText(hosts: readonly Host[]): string {
  const lines = hosts.map((host) =>
    NAMES.map((name) => cell(name === 'labels' ? labelText(host.labels) : host[name])).join(','),
  )
  return `${[NAMES.join(','), ...lines].join('\r\n')}\r\n`
}

/** Inert: a spreadsheet takes a cell that begins with one of these for a formula. */
function cell(value: string | number | null): string {
  const text = String(value ?? '')
  const inert = /^[=+\-@\t\r\n|%]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert
}

function labelText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')
}
