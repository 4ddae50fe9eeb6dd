import { hasKeyInQuery, type KeyCarrier, keyText } from '../../api/authorize.ts'
import type { KeyId } from '../../core/ids.ts'
import { parseKey } from '../../core/key.ts'
import type { HttpEvent } from './http-result.ts'

/** Header names of events are lower-case, and what was sent twice comes joined by a comma. */
export function eventCarrier({ headers, rawQueryString }: HttpEvent): KeyCarrier {
  return {
    header(name) {
      const value = headers[name]
      return value === undefined ? [] : [value]
    },
    hasKeyInQuery: hasKeyInQuery(rawQueryString ?? ''),
  }
}

/**
 * The id of the key that a request carries; undefined if there is none, or none that is
 * well-formed, so that only such a key makes us read the store. Throws `ambiguous_key`.
 */
export function carriedKeyId(carrier: KeyCarrier): KeyId | undefined {
  if (carrier.hasKeyInQuery) return undefined
  const text = keyText(carrier)
  return text === undefined ? undefined : parseKey(text)
}
