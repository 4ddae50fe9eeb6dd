import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { runProgram } from './program.js'
import { tempDir } from './temp-dir.js'

const OPENSSL = ['/usr/bin/openssl', '/usr/local/bin/openssl'].find(existsSync)

/** The settings for TLS with a new certificate on P-256; null where openssl is not installed. */
export async function certificateEnv() {
  if (OPENSSL === undefined) return null
  const dir = tempDir()
  const [cert, key] = [join(dir, 'cert.pem'), join(dir, 'key.pem')]
  await runProgram(OPENSSL, [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
    ...['-subj', '/CN=127.0.0.1', '-days', '2', '-keyout', key, '-out', cert],
  ])
  return { FLATLINE_TLS_CERT: cert, FLATLINE_TLS_KEY: key }
}
