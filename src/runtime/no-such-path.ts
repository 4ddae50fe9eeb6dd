import { FlatlineError } from '../core/problem.ts'

/** For a path that `rawPath` does not take. */
export function noSuchPath(): FlatlineError {
  return new FlatlineError('not_found', 'There is nothing at this path.', {
    hint: 'Paths are taken literally: no //, no /../, no encoded dots or slashes.',
  })
}
