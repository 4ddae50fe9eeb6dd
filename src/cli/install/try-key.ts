import { createClient } from '../../contract/client.ts'
import { ContractError } from '../../contract/contract-error.ts'
import { boundedFetch } from '../connect/bounded-fetch.ts'
import { requireBeat } from '../connect/require-beat.ts'
import type { Settings } from '../connect/settings.ts'
import { toFailure } from '../connect/to-failure.ts'
import { EXIT } from '../exit-codes.ts'
import { Failure } from '../failure.ts'
import type { Io } from '../terminal/io.ts'

const BEAT_KEY = 'use a key with the scope beat: flatline keys create --name tills --scope beat'

/**
 * Notes for people about the key that goes onto every computer. Throws a Failure for a key that
 * cannot send heartbeats; a server that cannot be reached leaves the key untried.
 */
export async function tryKey(io: Io, { url, key }: Settings): Promise<readonly string[]> {
  if (key === undefined) return []
  const client = createClient({ baseUrl: url, key, fetch: boundedFetch(io.fetch, io.stop) })
  try {
    await requireBeat(client)
    const page = await client.keys.list({ limit: 1 }).catch(() => undefined)
    return page === undefined ? [] : [`Note: this key may change everything; ${BEAT_KEY}`]
  } catch (error) {
    if (error instanceof ContractError && error.problem.code === 'insufficient_scope') {
      throw new Failure(EXIT.keyRefused, 'The key may not send heartbeats.', BEAT_KEY)
    }
    const failure = toFailure(error)
    if (failure.exitCode !== EXIT.unreachable) throw failure
    return [`Note: the key was not tried. ${failure.message}`]
  }
}
