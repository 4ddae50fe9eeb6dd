import type { Clock, Log } from '../../service/ports.ts'
import type { LogLevel } from '../config-fields.ts'
import { REDACTED, withoutSecrets } from '../without-secrets.ts'

const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error', 'silent']
const SECRET_FIELDS = new Set([
  'authorization',
  'cookie',
  'key',
  'password',
  'secret',
  'token',
  'x-api-key',
])
const CAUSES_MAX = 5

/** JSON lines as a server writes them, without a package. Secrets are struck out twice. */
export function openJsonLog(
  level: LogLevel,
  { clock, writeLine }: { readonly clock: Clock; readonly writeLine: (line: string) => void },
): Log {
  const at = (name: keyof Log) => (fields: object, message: string) => {
    if (LEVELS.indexOf(name) < LEVELS.indexOf(level)) return
    const time = new Date(clock.read().wallMs).toISOString()
    writeLine(withoutSecrets(asText({ level: name, time, ...fields, msg: message })))
  }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

/** A log line must not be the end of a request, whatever its fields are. */
function asText(line: object): string {
  try {
    return JSON.stringify(line, (name, value: unknown) => {
      if (SECRET_FIELDS.has(name)) return REDACTED
      if (value instanceof Error) return errorFields(value)
      return typeof value === 'bigint' ? String(value) : value
    })
  } catch {
    return JSON.stringify({ ...line, fields: 'unreadable' }, ['level', 'time', 'msg', 'fields'])
  }
}

function errorFields(error: Error, depth = 0): object {
  const { name, message, stack, cause } = error
  const more = cause instanceof Error && depth < CAUSES_MAX
  return { name, message, stack, ...(more ? { cause: errorFields(cause, depth + 1) } : {}) }
}
