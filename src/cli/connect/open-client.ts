import { type Client, createClient } from '../../contract/client.ts'
import { EXIT } from '../exit-codes.ts'
import { Failure } from '../failure.ts'
import type { Io } from '../terminal/io.ts'
import { boundedFetch } from './bounded-fetch.ts'
import { readSettings, requireKey } from './settings.ts'

/** A client for FLATLINE_URL with FLATLINE_KEY, within the bounds of `boundedFetch`. */
export async function openClient(io: Io, limitMs?: number): Promise<Client> {
  const settings = await readSettings(io)
  return createClient({
    baseUrl: settings.url,
    key: requireKey(settings),
    fetch: jsonOnly(boundedFetch(io.fetch, io.stop, limitMs)),
  })
}

/** A sign-in page of a proxy answers 200 too. */
function jsonOnly(fetch: Io['fetch']): Io['fetch'] {
  return async (input, init) => {
    const answer = await fetch(input, init)
    const type = answer.headers.get('content-type') ?? ''
    if (answer.status >= 300 || answer.body === null || type.includes('json')) return answer
    throw new Failure(
      EXIT.badConfiguration,
      'The answer does not come from Flatline.',
      'check FLATLINE_URL: something else answers there, perhaps a proxy',
    )
  }
}
