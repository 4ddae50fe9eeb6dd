import type { Key } from '../core/key.ts'
import { FlatlineError } from '../core/problem.ts'
import type { Context } from './context.ts'
import type { Versioned } from './ports.ts'
import { readRecord } from './read-record.ts'

/** A stored key. Throws `not_found`, with a hint if the key comes from the configuration. */
export async function readKey(ctx: Context, id: string): Promise<Versioned<Key>> {
  if (!ctx.settings.builtInKeys.some((key) => key.id === id)) return readRecord(ctx, 'key', id)
  throw new FlatlineError('not_found', 'This key comes from the configuration.', {
    hint: 'Change the configuration and restart to replace it.',
  })
}
