import { type HostId, isHostId } from '../core/ids.ts'
import { FlatlineError } from '../core/problem.ts'

/** The host id in a path. Throws `not_found`: what cannot be an id names no host. */
export function hostIdOf(params: Readonly<Record<string, string>>): HostId {
  const id = params.id ?? ''
  if (isHostId(id)) return id
  throw new FlatlineError('not_found', 'There is no host with this id.', {
    hint: 'Ids are compared with their case; GET /v1/hosts lists them.',
  })
}
