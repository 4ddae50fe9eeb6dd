import type { SilenceId } from '../core/ids.ts'
import type { Match } from '../core/matcher.ts'
import { FlatlineError } from '../core/problem.ts'
import type { Silence } from '../core/silence.ts'
import type { Context } from './context.ts'
import { drawId } from './draw-id.ts'
import type { Versioned } from './ports.ts'
import { writeRecord } from './write-record.ts'

export const SILENCES_MAX = 1_000
export const SILENCE_MAX_MS = 366 * 86_400_000

export interface NewSilence {
  readonly match: Match
  readonly from: number
  readonly to: number
  readonly reason: string
  readonly createdBy: string
}

/** At most a year long, and not over already. Throws `invalid_field`, `limit_reached`. */
export async function createSilence(ctx: Context, input: NewSilence): Promise<Versioned<Silence>> {
  const createdAt = ctx.clock.read().wallMs
  if (!(input.from < input.to)) throw badTo('must be later than from')
  if (input.to - input.from > SILENCE_MAX_MS) throw badTo('must be within a year of from')
  if (input.to <= createdAt) throw badTo('must be in the future')
  if ((await ctx.records.count('silence', {})) >= SILENCES_MAX) throw tooMany()
  const { match, from, to, reason, createdBy } = input
  const id = drawId<SilenceId>(ctx)
  const value: Silence = { id, match, from, to, reason, createdAt, createdBy }
  if (!(await writeRecord(ctx, 'silence', id, value, 0))) throw idTaken()
  return { value, version: 1 }
}

function badTo(detail: string): FlatlineError {
  return new FlatlineError('invalid_field', `The end of the silence ${detail}.`, {
    hint: 'Give "to" as an instant after "from", such as the end of the maintenance.',
    errors: [{ pointer: '/to', detail }],
  })
}

function tooMany(): FlatlineError {
  return new FlatlineError('limit_reached', `There can be ${SILENCES_MAX} silences.`, {
    hint: 'Delete silences that have ended, or let one silence match more.',
  })
}

function idTaken(): FlatlineError {
  return new FlatlineError('conflict', 'The new id was taken already.', {
    hint: 'Repeat the request.',
  })
}
