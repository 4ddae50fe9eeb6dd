import { type HostId, isHostId } from '../core/ids.ts'
import type { Fault } from './ingest-fault.ts'

const POINTER = '/hostId'
const CURE = String.raw`Write "{\"hostId\":\"$(hostname)\"}" in double quotes`

/** A host id, or what is wrong with it and how to mend it. */
export function readHostId(value: unknown): HostId | Fault {
  if (typeof value !== 'string') return value === undefined ? missing() : wrongType(value)
  if (isHostId(value)) return value
  if (value === '') return empty()
  return isUnexpanded(value) ? unexpanded(value) : invalid(value)
}

/** A variable of sh, cmd, PowerShell or a template that nobody replaced. */
function isUnexpanded(text: string): boolean {
  return /\$[({A-Za-z_]|%[A-Za-z_][A-Za-z0-9_]*%|`|\{\{/.test(text.slice(0, 200))
}

function missing(): Fault {
  const detail = 'The heartbeat has no hostId.'
  return { code: 'empty_host_id', pointer: POINTER, detail, hint: `${CURE}.` }
}

function wrongType(value: unknown): Fault {
  const found = value === null ? 'null' : Array.isArray(value) ? 'an array' : `a ${typeof value}`
  const detail = `hostId must be a text in double quotes, not ${found}.`
  return { code: 'wrong_type', pointer: POINTER, detail, hint: 'Write "hostId":"412".' }
}

function empty(): Fault {
  const hint = `cron and dash leave $HOSTNAME empty. ${CURE}; on Windows use %COMPUTERNAME% in cmd.`
  return { code: 'empty_host_id', pointer: POINTER, detail: 'hostId is an empty text.', hint }
}

function unexpanded(text: string): Fault {
  const detail = 'hostId is the name of a variable instead of its value.'
  const hint = text.includes('%')
    ? 'Only cmd replaces %COMPUTERNAME%: use $env:COMPUTERNAME in PowerShell, $(hostname) in sh.'
    : `Nothing is replaced inside single quotes. ${CURE}.`
  return { code: 'unexpanded_host_id', pointer: POINTER, detail, hint }
}

function invalid(text: string): Fault {
  const detail =
    text.length > 100
      ? `hostId has ${text.length} characters; at most 100 are allowed.`
      : 'hostId has a character that is not allowed.'
  const hint = 'Use letters, digits and . _ : @ - and begin with a letter or a digit.'
  return { code: 'invalid_host_id', pointer: POINTER, detail, hint }
}
