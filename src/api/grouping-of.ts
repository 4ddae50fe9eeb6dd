import { withoutUndefined } from './without-undefined.ts'

interface GroupingFields {
  readonly groupWait?: number | undefined
  readonly groupWaitMs?: number | undefined
  readonly groupInterval?: number | undefined
  readonly groupIntervalMs?: number | undefined
}

/** How long a group of events may form, and how far apart groups are, however it was written. */
export function groupingOf(fields: GroupingFields) {
  return withoutUndefined({
    groupWaitMs: fields.groupWait ?? fields.groupWaitMs,
    groupIntervalMs: fields.groupInterval ?? fields.groupIntervalMs,
  })
}
