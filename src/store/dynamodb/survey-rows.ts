import type { HostId } from '../../core/ids.ts'
import { FlatlineError } from '../../core/problem.ts'
import type { Survey } from '../../service/survey.ts'
import { stateOf } from '../counts.ts'
import type { Defaults } from '../defaults.ts'
import { type Judged, PlaceBook } from '../place-book.ts'
import { type PulseRow, pulseOf } from './pulse-row.ts'
import type { Judging } from './tally-rows.ts'

/** A survey reads every row, and who looks at the map does so again and again. */
export const SURVEYED_MAX = 100_000
/** About as often as a region is swept. */
const KEEP_MS = 30_000

type RowsById = ReadonlyMap<HostId, PulseRow>

/** Throws `not_available` for a fleet that is too large to be read for a look at it. */
export async function gatherRows(pages: AsyncIterable<readonly PulseRow[]>): Promise<RowsById> {
  const rows = new Map<HostId, PulseRow>()
  for await (const page of pages) {
    for (const row of page) rows.set(row.hostId, row)
    if (rows.size > SURVEYED_MAX) throw tooManyHosts()
  }
  return rows
}

export interface Surveyor {
  survey(rows: RowsById, judging: Judging): Survey
}

export function openSurveyor(defaults: Defaults): Surveyor {
  const book = new PlaceBook()
  return {
    survey: (rows, { listeningSince, now }) => {
      const judged = [...rows.values()].flatMap((row): Judged[] => {
        if (row.recorded === undefined) return []
        const { state, site } = row.recorded
        const shown = stateOf(state, pulseOf(row, defaults), listeningSince, now)
        return [{ hostId: row.hostId, state: shown, site: site ?? '' }]
      })
      return book.survey(judged, KEEP_MS)
    },
  }
}

function tooManyHosts(): FlatlineError {
  const detail = `On DynamoDB the map shows at most ${SURVEYED_MAX} hosts.`
  return new FlatlineError('not_available', detail, {
    hint: 'Look at the sites, or at the hosts of one state: /v1/sites, /v1/hosts?state=missing.',
  })
}
