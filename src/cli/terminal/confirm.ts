import { EXIT } from '../exit-codes.ts'
import { Failure } from '../failure.ts'
import type { Io } from './io.ts'

/** Asks before something that cannot be undone; without anyone to ask, `--yes` must be given. */
export async function confirm(io: Io, question: string, yes: boolean): Promise<void> {
  if (yes) return
  if (!io.interactive) {
    throw new Failure(
      EXIT.wrongUsage,
      `${question} There is nobody to ask.`,
      'add --yes if you mean it',
    )
  }
  const answer = (await io.ask(`${question} [y/N] `)).trim().toLowerCase()
  if (answer !== 'y' && answer !== 'yes') {
    throw new Failure(EXIT.failed, 'Nothing was changed.')
  }
}
