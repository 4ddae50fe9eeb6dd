/** One entry of a `changes` message on `/v1/stream`. */
export interface Change {
  readonly type: string
  readonly hostId?: string
  readonly site?: string | null
  readonly incidentId?: string | null
}

/** Undefined for what is not a list of changes. */
export function readChanges(text: string): readonly Change[] | undefined {
  try {
    const parsed: unknown = JSON.parse(text)
    return Array.isArray(parsed) ? parsed.filter(isChange) : undefined
  } catch {
    return undefined
  }
}

function isChange(each: unknown): each is Change {
  return typeof each === 'object' && each !== null && 'type' in each
}
