import { STATUS_CODES } from 'node:http'
import type { Answer } from '../../api/problem-answer.ts'

/** An answer as node:http would write it down. `isLast`: the connection is closed after it. */
export type WriteDown = (answer: Answer, isLast: boolean) => Buffer

const SECOND_MS = 1_000

/** Most answers are the same object, and all within a second have the same date. */
interface Second {
  readonly number: number
  readonly date: string
  readonly last: WeakMap<Answer, Buffer>
  readonly others: WeakMap<Answer, Buffer>
}

/** `now`: milliseconds; a quarter of a second old at most, which is nearer than a date is exact. */
export function writeDownAnswers(now: () => number, idleMsMax: number): WriteDown {
  const keeps = `Connection: keep-alive\r\nKeep-Alive: timeout=${idleMsMax / SECOND_MS}\r\n\r\n`
  const closes = 'Connection: close\r\n\r\n'
  let second = secondOf(0)
  return (answer, isLast) => {
    const number = Math.floor(now() / SECOND_MS)
    if (number !== second.number) second = secondOf(number)
    const known = isLast ? second.last : second.others
    const written = known.get(answer)
    if (written !== undefined) return written
    const text = headOf(answer) + second.date + (isLast ? closes : keeps) + answer.body
    const bytes = Buffer.from(text)
    known.set(answer, bytes)
    return bytes
  }
}

function secondOf(number: number): Second {
  const date = `Date: ${new Date(number * SECOND_MS).toUTCString()}\r\n`
  return { number, date, last: new WeakMap(), others: new WeakMap() }
}

function headOf({ status, headers, body }: Answer): string {
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    `content-length: ${Buffer.byteLength(body)}`,
  ]
  return `${lines.join('\r\n')}\r\n`
}
