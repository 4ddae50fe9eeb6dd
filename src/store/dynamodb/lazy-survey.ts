import type { Survey } from '../../service/survey.ts'
import type { Defaults } from '../defaults.ts'
import type { PulseRow } from './pulse-row.ts'
import type { Surveyor } from './survey-rows.ts'
import type { Judging } from './tally-rows.ts'

type Rows = AsyncIterable<readonly PulseRow[]>
type AllRows = () => Rows | Promise<Rows>

/** Surveys are loaded when one is asked for: hearing never needs them. */
export function lazySurvey(defaults: Defaults): (rows: AllRows, when: Judging) => Promise<Survey> {
  let surveyor: Surveyor | undefined
  return async (allRows, judging) => {
    const { gatherRows, openSurveyor } = await import('./survey-rows.ts')
    surveyor ??= openSurveyor(defaults)
    return surveyor.survey(await gatherRows(await allRows()), judging)
  }
}
