import { FlatlineError } from '../../src/core/problem.ts'
import type { Log } from '../../src/service/ports.ts'
import type { Referee } from '../checkers/referee.ts'
import type { Kernel } from '../kernel/kernel.ts'

/** Puts warnings into the trace. An error that is none of those we provoke is a violation. */
export function notedLog(kernel: Kernel, referee: Referee, process: string): Log {
  const note = (level: string) => (fields: object, message: string) => {
    kernel.note(`${process} ${level}: ${message}${causeOf(fields)}`)
    const { error }: { error?: unknown } = fields
    if (error !== undefined && !isProvoked(error)) {
      const says = error instanceof Error ? (error.stack ?? error.message) : String(error)
      referee.violate('error', `${message}: ${says}`)
    }
  }
  return { debug: () => {}, info: () => {}, warn: note('warns'), error: note('complains') }
}

function causeOf(fields: object): string {
  const { error }: { error?: unknown } = fields
  return error instanceof Error ? ` (${error.message})` : ''
}

/** A store that fails, or takes longer than its caller has patience. */
function isProvoked(error: unknown): boolean {
  if (error instanceof FlatlineError) return error.code === 'store_unavailable'
  return error instanceof Error && error.message.startsWith('no answer within')
}
