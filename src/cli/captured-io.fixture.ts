import { setImmediate } from 'node:timers/promises'
import type { Computer, Io, Ran } from './terminal/io.ts'

export const NOON = Date.parse('2026-03-01T12:00:00.000Z')

export interface CapturedIo extends Io {
  readonly out: () => string
  readonly err: () => string
  /** Questions that were asked. */
  readonly questions: string[]
  /** Lengths of all waits so far. */
  readonly waits: number[]
  readonly stopper: AbortController
}

export interface World {
  readonly env?: Readonly<Record<string, string>>
  readonly terminalColumns?: number
  /** Given: someone is there, who answers this to every question. */
  readonly answer?: string
  readonly files?: Readonly<Record<string, string>>
  /** Output of programs by command line; what is not listed is not installed. */
  readonly programs?: Readonly<Record<string, Ran>>
  readonly hostname?: string
  readonly platform?: NodeJS.Platform
  /** Called with each wait, before time passes. */
  readonly onWait?: (io: CapturedIo) => void
}

/** Everything that a command writes, and a clock that moves only while the command waits. */
export function capturedIo(world: World = {}): CapturedIo {
  const out: string[] = []
  const err: string[] = []
  const stopper = new AbortController()
  const questions: string[] = []
  const waits: number[] = []
  const columns = world.terminalColumns ?? Number.POSITIVE_INFINITY
  const isTTY = world.terminalColumns !== undefined
  let passedMs = 0
  const io: CapturedIo = {
    stdout: { write: (text) => void out.push(text), isTTY, columns },
    stderr: { write: (text) => void err.push(text), isTTY, columns },
    out: () => out.join(''),
    err: () => err.join(''),
    env: world.env ?? {},
    interactive: world.answer !== undefined,
    ask: async (question) => {
      questions.push(question)
      return world.answer ?? ''
    },
    questions,
    waits,
    stopper,
    fetch: globalThis.fetch,
    wallMs: () => NOON + passedMs,
    monotonicMs: () => passedMs,
    async wait(ms) {
      waits.push(ms)
      world.onWait?.(io)
      if (!stopper.signal.aborted) passedMs += ms
      await setImmediate()
    },
    stop: stopper.signal,
    stopGently() {},
    computer: computerOf(world),
  }
  return io
}

function computerOf(world: World): Computer {
  const missing = Object.assign(new Error('no such file'), { code: 'ENOENT' })
  return {
    platform: world.platform ?? 'linux',
    hostname: () => world.hostname ?? 'till-1',
    async readFile(path) {
      const content = world.files?.[path]
      if (content === undefined) throw missing
      return content
    },
    run: async (program, args) =>
      world.programs?.[[program, ...args].join(' ')] ?? { exitCode: null, output: '' },
  }
}
