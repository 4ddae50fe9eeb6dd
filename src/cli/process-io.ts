import { execFile } from 'node:child_process'
import { readFile, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { createInterface } from 'node:readline/promises'
import { setTimeout as delay } from 'node:timers/promises'
import type { Computer, Io, Ran, Sink } from './terminal/io.ts'

const FILE_BYTES_MAX = 1_000_000
const RUN_MS_MAX = 5_000

/** The real world. A reader that goes away (`| head`) ends the process without a word. */
export function processIo(): Io {
  const stopper = new AbortController()
  process.stdout.on('error', endOnBrokenPipe)
  return {
    stdout: sink(process.stdout),
    stderr: sink(process.stderr),
    env: process.env,
    interactive: process.stdin.isTTY === true && process.stderr.isTTY === true,
    ask,
    fetch: globalThis.fetch,
    wallMs: () => Date.now(),
    monotonicMs: () => performance.now(),
    wait: (ms) => delay(ms, undefined, { signal: stopper.signal }).catch(() => undefined),
    stop: stopper.signal,
    stopGently() {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) {
        process.once(signal, () => stopper.abort())
      }
    },
    computer,
  }
}

const computer: Computer = {
  platform: process.platform,
  hostname,
  async readFile(path) {
    const { size } = await stat(path)
    if (size > FILE_BYTES_MAX) throw new Error(`larger than ${FILE_BYTES_MAX} bytes`)
    return readFile(path, 'utf8')
  },
  run: (program, args) =>
    new Promise<Ran>((resolve) => {
      const limits = { timeout: RUN_MS_MAX, maxBuffer: 1_000_000, windowsHide: true }
      execFile(program, [...args], limits, (error, stdout) => {
        const code = error === null ? 0 : error.code
        resolve({ exitCode: typeof code === 'number' ? code : null, output: stdout })
      })
    }),
}

function sink(stream: NodeJS.WriteStream): Sink {
  return {
    write: (text) => void stream.write(text),
    get isTTY() {
      return stream.isTTY === true
    },
    get columns() {
      return stream.isTTY ? stream.columns || 80 : Number.POSITIVE_INFINITY
    },
  }
}

async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return await lines.question(question)
  } finally {
    lines.close()
  }
}

function endOnBrokenPipe(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
}
