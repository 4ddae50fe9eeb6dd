import { type DestinationStream, destination, pino, stdSerializers } from 'pino'
import type { Log } from '../../service/ports.ts'
import type { LogLevel } from '../config-fields.ts'

const REDACTED = '[redacted]'
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

/** Strikes out API keys, webhook secrets and passwords in URLs, but not that of our example. */
export function withoutSecrets(text: string): string {
  return text
    .replaceAll(/\bfl_([0-9A-Za-z]{8})_[0-9A-Za-z]{20,}/g, `fl_$1_${REDACTED}`)
    .replaceAll(/\bwhsec_[A-Za-z0-9+/=_-]{8,}/g, `whsec_${REDACTED}`)
    .replaceAll(/(\b[a-z][a-z0-9+.-]*:\/\/)(?!user:password@)[^\s/@"]+@/gi, `$1${REDACTED}@`)
}

function standardError(): DestinationStream {
  return destination({ dest: 2, sync: true })
}
