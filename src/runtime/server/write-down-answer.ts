import { STATUS_CODES } from 'node:http'
import type { Answer } from '../../api/problem-answer.ts'
import type { Context } from '../../service/context.ts'

/** An answer as node:http would write it down. `isLast`: the connection is closed after it. */
export type WriteDown = (answer: Answer, isLast: boolean) => string

const SECOND_MS = 1_000

export function writeDownAnswers(ctx: Context, idleMsMax: number): WriteDown {
  const keeps = `Connection: keep-alive\r\nKeep-Alive: timeout=${idleMsMax / SECOND_MS}\r\n\r\n`
  const closes = 'Connection: close\r\n\r\n'
  /** Most answers are the same object. */
  const heads = new WeakMap<Answer, string>()
  let dated = { second: Number.NaN, line: '' }
  return (answer, isLast) => {
    const second = Math.floor(ctx.clock.read().wallMs / SECOND_MS)
    if (second !== dated.second) {
      dated = { second, line: `Date: ${new Date(second * SECOND_MS).toUTCString()}\r\n` }
    }
    const head = heads.get(answer) ?? headOf(answer)
    heads.set(answer, head)
    return head + dated.line + (isLast ? closes : keeps) + answer.body
  }
}

function headOf({ status, headers, body }: Answer): string {
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    `content-length: ${Buffer.byteLength(body)}`,
  ]
  return `${lines.join('\r\n')}\r\n`
}
