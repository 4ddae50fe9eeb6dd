import { type DestinationStream, destination, pino, stdSerializers } from 'pino'
import type { Log } from '../../service/ports.ts'
import type { LogLevel } from '../config-fields.ts'
import { REDACTED, withoutSecrets } from '../without-secrets.ts'

const SECRET_FIELDS = [
  'authorization',
  'cookie',
  'key',
  'password',
  'secret',
  'token',
  'x-api-key',
].flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`])

/**
 * JSON lines on standard error, written before the call returns, so that a crash loses none.
 * Secrets are struck out twice: by the name of a field, and by their shape anywhere in a line.
 */
export function openLog(level: LogLevel, stream: DestinationStream = standardError()): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: stdSerializers.errWithCause },
      redact: { paths: SECRET_FIELDS, censor: REDACTED },
      hooks: { streamWrite: withoutSecrets },
    },
    stream,
  )
}

function standardError(): DestinationStream {
  return destination({ dest: 2, sync: true })
}
