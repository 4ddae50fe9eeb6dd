import { HOSTS_MAX_DEFAULT, type Key, parseKey } from '../../core/key.ts'
import type { Entropy } from '../../service/ports.ts'
import { StartError } from '../start-error.ts'

/** The admin key that comes from the configuration: valid as long as it stands there. */
export function builtInKey(text: string, entropy: Entropy): Key {
  const id = parseKey(text)
  if (id === undefined) throw new StartError('FLATLINE_ADMIN_KEY is not a well-formed key.')
  return {
    id,
    name: 'FLATLINE_ADMIN_KEY',
    hash: entropy.sha256(text),
    scopes: ['admin', 'read'],
    hostPattern: '*',
    labels: {},
    hostsMax: HOSTS_MAX_DEFAULT,
    createdAt: 0,
    expiresAt: null,
    former: null,
  }
}
