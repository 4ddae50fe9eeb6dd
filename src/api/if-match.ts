import { FlatlineError } from '../core/problem.ts'

/** The version that If-Match names; null for none and for `*`. Anything else matches nothing. */
export function readIfMatch(header: string | null): number | null {
  if (header === null || header.trim() === '*') return null
  const version = /^\s*"(\d{1,15})"\s*$/.exec(header)?.[1]
  if (version === undefined) {
    throw new FlatlineError('precondition_failed', 'If-Match is not an ETag of ours.', {
      hint: 'Send the ETag of the resource as you read it, or leave If-Match out.',
    })
  }
  return Number(version)
}
