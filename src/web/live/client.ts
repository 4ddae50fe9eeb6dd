import { createClient } from '../../contract/client.ts'
import { conditionalFetch } from './conditional-fetch.ts'

/** Speaks to the server that sent this page; the session's cookie goes along by itself. */
export const client = createClient({
  baseUrl: '',
  fetch: conditionalFetch((url, init) => fetch(url, { ...init, credentials: 'same-origin' })),
})
