import { FlatlineError } from '../core/problem.ts'
import { parseJson } from './read-body.ts'

const LINES_MAX = 1_000

/**
 * One JSON object; or many, as an array or one per line. A line that cannot be read comes back as
 * undefined. Throws `too_many`, and what `parseJson` throws when nothing can be read as lines.
 */
export function parseHostLines(text: string, contentType: string): unknown {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const asLines = /ndjson|jsonl/i.test(contentType) || (lines.length > 1 && lines.every(isWhole))
  const body = asLines ? lines.map(parseLine) : parseJson(text)
  if (Array.isArray(body) && body.length > LINES_MAX) {
    throw new FlatlineError('too_many', `At most ${LINES_MAX} hosts fit into one request.`, {
      hint: 'Send them in several requests.',
    })
  }
  return body
}

function isWhole(line: string): boolean {
  return line.trimStart().startsWith('{') && line.trimEnd().endsWith('}')
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
