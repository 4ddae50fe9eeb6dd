import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { cleanEnv } from './clean-env.ts'
import { within } from './wait-until.ts'

/** A bundled function in a process of its own, with nothing in its environment but `variables`. */
export interface LambdaFunction {
  /** Rejects if the handler did. */
  invoke(event: object, limitMs?: number): Promise<unknown>
  /** Standard output, which is the log. */
  log(): string
  end(): Promise<void>
}

interface Reply {
  readonly id: number
  readonly result?: unknown
  readonly error?: string
}

const PROCESS = fileURLToPath(new URL('./lambda-process.mjs', import.meta.url))
const ANSWER_MS = 30_000
const LOG_MAX = 1_000_000

export async function startLambda(
  name: 'ingest' | 'api' | 'sweep',
  variables: Readonly<Record<string, string>>,
): Promise<LambdaFunction> {
  const bundle = new URL(`../../dist/lambda/${name}/index.mjs`, import.meta.url)
  const child = fork(PROCESS, [bundle.href], {
    env: cleanEnv('/nonexistent', variables),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let log = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      log = (log + text).slice(-LOG_MAX)
    })
  }
  const waiting = new Map<number, (reply: Reply) => void>()
  child.on('message', (reply: Reply) => {
    waiting.get(reply.id)?.(reply)
    waiting.delete(reply.id)
  })
  child.on('exit', (code) => {
    for (const settle of waiting.values()) settle({ id: 0, error: `ended with ${code}: ${log}` })
  })
  const answerTo = (id: number) => {
    return new Promise<Reply>((resolve) => waiting.set(id, resolve))
  }
  await within(`${name} to load`, ANSWER_MS, answerTo(0).then(resultOf))
  let latest = 0
  return {
    log: () => log,
    invoke(event, limitMs = ANSWER_MS) {
      latest += 1
      const answered = answerTo(latest).then(resultOf)
      child.send({ id: latest, event })
      return within(`an answer of ${name}`, limitMs, answered)
    },
    end: () => end(child),
  }
}

function resultOf({ result, error }: Reply): unknown {
  if (error !== undefined) throw new Error(error)
  return result
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}
