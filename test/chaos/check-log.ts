import { z } from 'zod'
import { type ClockSetting, type Disturbance, trueInstant } from './history.ts'

/** What the servers have written on standard error. */
export interface ServerLog {
  readonly lines: readonly LogLine[]
  /** What is no line of the log: a warning of the runtime, the traces of a crash. */
  readonly strays: readonly string[]
}

const windowSchema = z.object({ from: z.number(), to: z.number() })
const lineSchema = z.object({
  level: z.string(),
  time: z.string(),
  msg: z.string(),
  window: windowSchema.optional(),
})
export type LogLine = z.output<typeof lineSchema>

/** A round that failed is tried again, and a mailbox after five seconds. */
const AFTERMATH_MS = 10_000

/** A process that was killed may have left its last line unfinished. */
export function readLog(outputs: readonly string[]): ServerLog {
  const texts = outputs.flatMap((output) =>
    output.slice(0, output.lastIndexOf('\n') + 1).split('\n'),
  )
  const read = texts.filter((text) => text !== '').map((text) => ({ text, line: lineOf(text) }))
  return {
    lines: read.flatMap(({ line }) => line ?? []),
    strays: read.flatMap(({ text, line }) => (line === undefined ? [text] : [])),
  }
}

function lineOf(text: string): LogLine | undefined {
  if (!text.startsWith('{')) return undefined
  return lineSchema.safeParse(JSON.parse(text)).data
}

/** Errors are logged only while the disk was full and shortly after; nothing crashes. */
export function logFaults(
  { lines, strays }: ServerLog,
  clock: readonly ClockSetting[],
  disturbances: readonly Disturbance[],
): string[] {
  const full = disturbances.filter(({ kind }) => kind === 'disk')
  const errors = lines.filter(({ level, time }) => {
    if (level === 'fatal') return true
    const at = trueInstant(clock, time)
    return level === 'error' && !full.some(({ from, to }) => from <= at && at < to + AFTERMATH_MS)
  })
  return [
    ...errors.map(({ level, time, msg }) => `${level} at ${time}: ${msg}`),
    ...strays.map((text) => `not a line of the log: ${text}`),
  ]
}

/** When the server itself says that it could not hear: a machine can be slow without a strike. */
export function noticedBy({ lines }: ServerLog, clock: readonly ClockSetting[]): Disturbance[] {
  return lines.flatMap(({ window }) => {
    if (window === undefined) return []
    const to = trueInstant(clock, new Date(window.to).toISOString())
    return [{ kind: 'noticed by the server', from: to - (window.to - window.from), to }]
  })
}
