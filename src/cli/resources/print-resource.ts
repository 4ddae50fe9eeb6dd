import { detailLines } from '../terminal/details.ts'
import type { Io } from '../terminal/io.ts'
import { safeJson } from '../terminal/safe-json.ts'

export interface JsonOption {
  readonly json?: true
}

/** One resource, as the API's JSON or as lines for people. */
export function printResource<T extends object>(
  io: Io,
  { json }: JsonOption,
  resource: T,
  linesOf: (resource: T, now: number) => string[] = detailLines,
): void {
  const lines = json ? [safeJson(resource, 2)] : linesOf(resource, io.wallMs())
  for (const line of lines) io.stdout.write(`${line}\n`)
}

/** What was done: a sentence for people on stderr, or the API's JSON on stdout. */
export function printDone(io: Io, { json }: JsonOption, done: string, resource?: object): void {
  if (!json) io.stderr.write(`${done}\n`)
  else if (resource !== undefined) io.stdout.write(`${safeJson(resource, 2)}\n`)
}
