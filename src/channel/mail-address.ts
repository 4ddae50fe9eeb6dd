const LENGTH_MAX = 254
const ADDRESS = /^[^\s\p{C}<>()[\]\\,;:"@]{1,64}@[\p{L}\p{N}](?:[\p{L}\p{N}.-]*[\p{L}\p{N}])?$/u
const NAMED = /^(?<name>[^<>]*)<(?<address>[^<>]+)>$/u

/** One bare address that needs no quoting, like `ops@example.com`: a part of RFC 5321. */
export function isMailAddress(text: string): boolean {
  return text.length <= LENGTH_MAX && ADDRESS.test(text)
}

/** Reads `ops@example.com` or `Operations <ops@example.com>`; undefined if it is neither. */
export function parseMailbox(text: string): { name: string; address: string } | undefined {
  const { name = '', address = text } = NAMED.exec(text.trim())?.groups ?? {}
  if (!isMailAddress(address.trim())) return undefined
  return { name: name.trim().replace(/^"|"$/g, ''), address: address.trim() }
}
